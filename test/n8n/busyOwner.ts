import type { CalendarChange } from '../../exchange/calendar/event';
import type { Appointment, CompanyUser } from '../exchangeServer';

const msPerDay = 86_400_000;
const occurrences = 4;

/** What a first run finds, in the words of `told`. */
export const everything = [
	'created Dropped',
	'created Kept',
	'created Moved',
	'created Weekly 1',
	'created Weekly 2',
	'created Weekly 3',
	'created Weekly 4',
];

/** What a run finds after `edit`. */
export const edits = [
	'created Fleeting',
	'created New',
	'deleted Dropped',
	'updated Moved',
	'updated Weekly 2',
];

/** Somebody who changes their calendar between the runs of a test, and again later. */
export class BusyOwner {
	private readonly names = new Map<string, string>();
	private readonly ids = new Map<string, string>();

	constructor(readonly user: CompanyUser) {
		this.create('Kept', 3);
		this.create('Moved', 4);
		this.create('Dropped', 5);
		this.create('Weekly', 6, {
			pattern: { type: 'DailyRecurrence', interval: 7 },
			range: { type: 'NumberedRecurrence', numberOfOccurrences: occurrences },
		});
	}

	/** See `edits`. */
	edit(): void {
		const { calendar } = this.user;
		this.create('New', 8);
		this.create('Fleeting', 9);
		calendar.update(this.id('Moved'), { start: inDays(10) });
		calendar.delete(this.id('Dropped'));
		calendar.occurrence(this.id('Weekly'), 2).move({ start: inDays(13.5) });
	}

	/** Makes untrue what may have been delivered by now. */
	cancelTheFleetingOne(): void {
		this.user.calendar.delete(this.id('Fleeting'));
	}

	/** Of the changes that `edit` made and that stay true. */
	keysOfEdits(): string[] {
		return [...this.names]
			.filter(([, name]) => ['New', 'Moved', 'Dropped', 'Weekly 2'].includes(name))
			.map(([key]) => key);
	}

	/** Changes in words, sorted. */
	told(changes: CalendarChange[]): string[] {
		return changes
			.map(({ changeType, key }) => `${changeType} ${this.names.get(key) ?? key}`)
			.sort();
	}

	/** What their calendar shows: time and subject, sorted. */
	shown(): string[] {
		return this.user.calendar
			.view(inDays(-29), inDays(364))
			.map(({ fields }) => `${fields.start.toISOString().slice(0, 16)} ${fields.subject}`)
			.sort();
	}

	private create(subject: string, days: number, recurrence?: Appointment['recurrence']): void {
		const item = this.user.calendar.create({ subject, start: inDays(days), recurrence });
		this.ids.set(subject, item.id);
		this.names.set(item.uid, subject);
		if (!recurrence) return;
		for (let occurrence = 1; occurrence <= occurrences; occurrence++) {
			const { originalStart } = this.user.calendar.occurrence(item.id, occurrence);
			const instant = originalStart.toISOString().replace('.000', '');
			this.names.set(`${item.uid}_${instant}`, `${subject} ${occurrence}`);
		}
	}

	private id(subject: string): string {
		return this.ids.get(subject)!;
	}
}

/** A full hour, so many days from now. */
export function inDays(days: number): Date {
	const start = new Date(Date.now() + days * msPerDay);
	start.setUTCMinutes(0, 0, 0);
	return start;
}
