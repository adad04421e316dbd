// Reports measurements.

/** Returns the quantile of the values; `part` is from 0 to 1. */
function quantile(values: number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
}

export function report(what: string, unit: string, values: number[]) {
  const shown = [quantile(values, 0.5), quantile(values, 0.99), Math.max(...values)].map((value) => value.toFixed(1));
  console.log(
    `${what}: median ${shown[0]} ${unit}, 99 % within ${shown[1]} ${unit}, worst ${shown[2]} ${unit} (${values.length} times)`,
  );
}
