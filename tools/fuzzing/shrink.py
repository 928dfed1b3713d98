# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a program smaller while it stays interesting, by changes to its syntax tree: first statements go,
by halves of each block and then one by one, then expressions give way to their operands and constants to 0
(Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002, on trees)."""

import ast
import copy
import warnings


def blocks_of(tree):
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield node, field


def without(tree, index, start, count):
    """The tree without `count` statements from `start` of its index-th block; None when that is no program."""
    tree = copy.deepcopy(tree)
    node, field = list(blocks_of(tree))[index]
    block = getattr(node, field)
    del block[start:start + count]
    if not block and field == "body" and not isinstance(node, ast.Module):
        block.append(ast.Pass())
    if isinstance(node, ast.Try) and not node.handlers and not node.finalbody:
        return None
    return tree


def simpler(node):
    """What an expression may be replaced by."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.BoolOp):
        return list(node.values)
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Compare):
        return [ast.Constant(True), ast.Constant(False)]
    if isinstance(node, ast.Call) and node.args:
        return [node.args[0]]
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value not in (0, 1, True, False):
        return [ast.Constant(1)]
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) > 1 and isinstance(node.ctx, ast.Load):
        half = copy.deepcopy(node)
        half.elts = half.elts[:len(half.elts) // 2]
        return [half]
    return []


def expressions_of(tree):
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                yield node, field, None, value
            elif isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, ast.expr):
                        yield node, field, i, item


def shrink(text, interesting, budget=400):
    """The smallest program found for which interesting(text) holds, in at most `budget` tries."""
    tries = 0

    def check(tree):
        nonlocal tries
        tries += 1
        if tries > budget:
            return None
        try:
            candidate = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
            with warnings.catch_warnings(action="ignore"):
                compile(candidate, "candidate", "exec")
        except (SyntaxError, ValueError, RecursionError):
            return None
        return candidate if interesting(candidate) else None

    tree = ast.parse(text)
    changed = True
    while changed and tries <= budget:
        changed = False
        index = 0
        while index < len(list(blocks_of(tree))):
            node, field = list(blocks_of(tree))[index]
            size = len(getattr(node, field))
            step = size
            while step >= 1 and tries <= budget:
                start = 0
                while start < len(getattr(*list(blocks_of(tree))[index])):
                    smaller = without(tree, index, start, step)
                    if smaller is not None and check(smaller):
                        tree, changed = smaller, True
                        if index >= len(list(blocks_of(tree))):
                            break
                    else:
                        start += step
                if index >= len(list(blocks_of(tree))):
                    break
                step //= 2
            index += 1
        position = 0
        while position < len(list(expressions_of(tree))) and tries <= budget:
            node, field, at, value = list(expressions_of(tree))[position]
            for count in range(len(simpler(value))):
                attempt = copy.deepcopy(tree)
                node, field, at, value = list(expressions_of(attempt))[position]
                replacement = simpler(value)[count]
                if at is None:
                    setattr(node, field, replacement)
                else:
                    getattr(node, field)[at] = replacement
                if check(attempt):
                    tree, changed = attempt, True
                    break
            else:
                position += 1
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
