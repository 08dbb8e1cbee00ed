import type { IDataObject } from 'n8n-workflow';
import type { Random } from '../support/seed';
import { addressOf, hourMs, dayMs, type Person } from './people';

export interface SourceEvent {
	version: number;
	day: number;
	isPrivate: boolean;
	hasAttendees: boolean;
	isSeries: boolean;
}

/** A system whose events are pushed, with a set of events for each person. */
export class Source {
	private readonly events = new Map<Person, Map<string, SourceEvent>>();
	private readonly gone = new Map<Person, string[]>();
	/** An event that nobody can write, which it gives besides the others. */
	nonsense?: keyof typeof nonsenseFor;
	private next = 1;

	constructor(
		readonly name: string,
		private readonly firstDay: number,
	) {}

	of(person: Person): Map<string, SourceEvent> {
		const events = this.events.get(person) ?? new Map<string, SourceEvent>();
		this.events.set(person, events);
		return events;
	}

	add(person: Person, random: Random): string {
		const id = `${person}${this.next++}`;
		this.of(person).set(id, {
			version: 1,
			day: random.below(40),
			isPrivate: random.chance(0.2),
			hasAttendees: random.chance(0.2),
			isSeries: random.chance(0.15),
		});
		return id;
	}

	/** @returns its name, for the log of the history */
	edit(person: Person, random: Random): string {
		const events = this.of(person);
		const known = [...events.keys()];
		const day = random.below(40);
		if (known.length === 0 || random.chance(0.5)) {
			return `${this.name} adds ${this.add(person, random)}`;
		}
		const id = random.pick(known);
		if (random.chance(0.25)) {
			events.delete(id);
			this.gone.set(person, [...this.goneOf(person), id]);
			return `${this.name} deletes ${id}`;
		}
		const before = events.get(id)!;
		events.set(id, { ...before, version: before.version + 1, day });
		return `${this.name} changes ${id}`;
	}

	/** Ids of what it has had and deleted. */
	goneOf(person: Person): readonly string[] {
		return this.gone.get(person) ?? [];
	}

	subjectOf(id: string, { version }: SourceEvent): string {
		return `${this.name} ${id} v${version}`;
	}

	/** The id in the subject of an appointment of this source. */
	idIn(subject: string): string | undefined {
		const [, source, id] = /^(\w+) (\S+) v\d+$/.exec(subject) ?? [];
		return source === this.name ? id : undefined;
	}

	/** The events of a person as items of a workflow. */
	items(person: Person): IDataObject[] {
		const items = [...this.of(person)].map(([externalId, event]) => ({
			emailAddress: addressOf(person),
			externalId,
			event: this.graph(externalId, event),
		}));
		if (this.nonsense === undefined) return items;
		return [nonsenseFor[this.nonsense](person, this.firstDay), ...items];
	}

	private graph(id: string, event: SourceEvent): IDataObject {
		// Servers keep whole minutes, and write HTML in their own way, some not all of it.
		const secondsMs = event.day % 4 === 0 ? 20_000 : 0;
		const at = (hour: number) =>
			new Date(this.firstDay + event.day * dayMs + hour * hourMs + secondsMs).toISOString();
		return {
			subject: this.subjectOf(id, event),
			start: at(9),
			end: at(10),
			...(event.day % 3 === 0 && { body: { contentType: 'html', content: page } }),
			...(event.isPrivate && { sensitivity: 'private' }),
			...(event.hasAttendees && {
				attendees: [{ emailAddress: { address: 'dave@enyoi.example' } }],
			}),
			...(event.isSeries && { rrule: 'FREQ=WEEKLY;COUNT=2' }),
		};
	}
}

const page =
	'<p>See <b>https://intranet.invalid/a?b=1&amp;c</b> &ndash; Zoë</p><object>a plan</object><script>alert(1)</script>';

/** A server fails over it: it refuses each write that holds an event with this word. */
export const refusedWord = 'Zeppelin';

const nonsenseFor = {
	withoutTimes: (person: Person): IDataObject => ({
		emailAddress: addressOf(person),
		externalId: 'nonsense',
		event: { subject: 'Nonsense', start: 'sometime', end: [] },
	}),
	refused: (person: Person, day: number): IDataObject => ({
		emailAddress: addressOf(person),
		externalId: 'nonsense',
		event: {
			subject: refusedWord,
			start: new Date(day + 9 * hourMs).toISOString(),
			end: new Date(day + 10 * hourMs).toISOString(),
		},
	}),
};
