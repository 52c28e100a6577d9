/** The value with as many below as above, of a list that is put in some order for it (quickselect, Hoare 1961). O(n) for most lists. */
export function middleOf(values: Float64Array): number {
  const middle = values.length >> 1;
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[(first + last) >> 1];
    let [i, j] = [first, last];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      [values[i], values[j]] = [values[j], values[i]];
      i++;
      j--;
    }
    if (middle <= j) last = j;
    else if (middle >= i) first = i;
    else break;
  }
  return values[middle];
}
