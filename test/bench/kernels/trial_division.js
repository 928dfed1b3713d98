function isPrime(n) {
  if (n < 2)
    return false;
  for (let i = 2; i * i <= n; i++)
    if (n % i === 0)
      return false;
  return true;
}

function countPrimes(limit) {
  let count = 0;
  for (let n = 0; n < limit; n++)
    if (isPrime(n))
      count++;
  return count;
}

console.log(countPrimes(Number(process.argv[2])));
