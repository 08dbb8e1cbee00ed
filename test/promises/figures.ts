/** How often something happened in all histories, by name. */
const counts = new Map<string, number>();

export function count(name: string, times = 1): void {
	counts.set(name, (counts.get(name) ?? 0) + times);
}

/** The counts as lines, for docs/reliability.md. */
export function figures(): string {
	const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
	return sorted.map(([name, times]) => `${name}: ${times}`).join('\n');
}
