/** Throws where something does not hold. */
export function demand(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem)
}
