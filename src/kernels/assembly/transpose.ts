/** out[j][i] = in[i][j] for in of shape [rows][columns], in blocks that stay in cache. */
export function transpose(input: usize, output: usize, rows: usize, columns: usize): void {
  const block: usize = 16;
  const inRow = columns << 3, outRow = rows << 3;
  const evenRows = rows & ~1, evenColumns = columns & ~1;
  for (let i0: usize = 0; i0 < evenRows; i0 += block) {
    const i1 = min<usize>(i0 + block, evenRows);
    for (let j0: usize = 0; j0 < evenColumns; j0 += block) {
      const j1 = min<usize>(j0 + block, evenColumns);
      for (let j = j0; j < j1; j += 2) {
        let from = input + i0 * inRow + (j << 3), to = output + j * outRow + (i0 << 3);
        for (let i = i0; i < i1; i += 2) {
          const a = v128.load(from), b = v128.load(from + inRow);
          v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
          v128.store(to + outRow, v128.shuffle<f64>(a, b, 1, 3));
          from += inRow << 1;
          to += 16;
        }
      }
    }
  }
  if (evenRows < rows)
    for (let j: usize = 0; j < columns; j++)
      store<f64>(output + j * outRow + (evenRows << 3), load<f64>(input + evenRows * inRow + (j << 3)));
  if (evenColumns < columns)
    for (let i: usize = 0; i < rows; i++)
      store<f64>(output + evenColumns * outRow + (i << 3), load<f64>(input + i * inRow + (evenColumns << 3)));
}
