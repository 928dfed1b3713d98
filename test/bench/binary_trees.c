#include <stdio.h>
#include <stdlib.h>

typedef struct Tree {
  struct Tree *left, *right;
} Tree;

static Tree* bottomUp(int depth) {
  Tree* tree = malloc(sizeof *tree);
  tree->left = depth ? bottomUp(depth - 1) : NULL;
  tree->right = depth ? bottomUp(depth - 1) : NULL;
  return tree;
}

static long check(const Tree* tree) {
  return tree->left ? 1 + check(tree->left) + check(tree->right) : 1;
}

static void drop(Tree* tree) {
  if (tree->left) {
    drop(tree->left);
    drop(tree->right);
  }
  free(tree);
}

int main(int argc, char** argv) {
  int maxDepth = atoi(argv[1]);
  Tree* longLived = bottomUp(maxDepth);
  for (int depth = 4; depth <= maxDepth; depth += 2) {
    long iterations = 1L << (maxDepth - depth + 4), total = 0;
    for (long i = 0; i < iterations; i++) {
      Tree* tree = bottomUp(depth);
      total += check(tree);
      drop(tree);
    }
    printf("%ld %d %ld\n", iterations, depth, total);
  }
  printf("%ld\n", check(longLived));
}
