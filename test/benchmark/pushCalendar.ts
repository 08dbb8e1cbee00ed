/** What the server of the push and its client both know. */
export const pushAccount = { user: 'svc-n8n', password: 'benchmark' };

const hourMs = 3_600_000;

export function startOf(item: number): Date {
	return new Date(Date.UTC(2026, 10, 23, 8) + (item % 8000) * hourMs);
}

export function subjectOf(item: number): string {
	return `Appointment ${item}`;
}
