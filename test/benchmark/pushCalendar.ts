/** What the server of the push and its client both know. */
export const pushAccount = { user: 'svc-n8n', password: 'benchmark' };

const hourMs = 3_600_000;

export function startOf(item: number): Date {
	return new Date(Date.UTC(2026, 10, 23, 8) + (item % 8000) * hourMs);
}

/** People whose free and busy times are asked for. */
export const people = 500;

export function addressOf(person: number): string {
	return `person${person}@enyoi.example`;
}

export function subjectOf(item: number): string {
	return `Appointment ${item}`;
}
