/** Cents as dollars. */
export function dollars(cents) {
  return `$${(cents / 100).toFixed(2)}`;
}
