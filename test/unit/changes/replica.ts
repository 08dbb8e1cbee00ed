import type { CalendarChange } from '../../../exchange/calendar/event';
import { timeZones } from '../../../exchange/calendar/timeZone';
import { utcZone } from '../../../exchange/calendar/zone';
import type { CalendarReads } from '../../../exchange/changes/ports';
import { runOver } from '../../../exchange/changes/run';
import {
	openPosition,
	readPosition,
	readWhole,
	writePosition,
} from '../../../exchange/changes/position/format';
import { EventLoopTurns, inTurns } from '../../../exchange/eventLoop';
import { addUnconfirmed, confirm } from '../../../exchange/changes/unconfirmed';
import { KnownItems } from '../../../exchange/changes/position/known';
import {
	overlaps,
	windowAfter,
	windowAround,
	type Window,
} from '../../../exchange/changes/compare';

export interface RunSettings {
	expand?: 'occurrences' | 'series';
	pastDays?: number;
	futureDays?: number;
	/** Stop after so many changes, as a killed run does. */
	stopAfter?: number;
	/** Positions of runs that were delivered and never confirmed. */
	unconfirmed?: string | string[];
}

/** So small that even a calendar of a test has several resting parts. */
const limits = { changing: 400, resting: 300 };

/** One run as getChanges makes it, the position written and read as text each time. */
export async function run(
	reads: CalendarReads,
	now: number,
	position: string | undefined,
	{
		expand = 'occurrences',
		pastDays = 10,
		futureDays = 40,
		stopAfter = Infinity,
		unconfirmed,
	}: RunSettings = {},
) {
	const scope = {
		mailbox: 'a@enyoi.example',
		calendar: '',
		server: 's',
		expand,
		pastDays,
		futureDays,
	};
	const turns = new EventLoopTurns();
	const opened = position === undefined ? undefined : await openPosition(position, turns);
	if (opened === 'otherVersion') throw new Error('another format');
	const parked = [unconfirmed ?? []].flat();
	const { window, gap, isApart } = windowAfter(
		windowAround(new Date(now), { pastDays, futureDays }),
		opened && windowAround(new Date(opened.writtenAt), { pastDays, futureDays }),
	);
	const needsAll =
		isApart || gap !== undefined || parked.length > 0 || opened?.items.rows.hasDoubts === true;
	const stored = opened && needsAll ? await readWhole(opened) : opened;
	const items = stored?.items ?? new KnownItems();
	await inTurns(confirm(items), turns);
	for (const text of parked) {
		const found = await readPosition(text, turns);
		if (typeof found === 'object') await inTurns(addUnconfirmed(items, found.items), turns);
	}
	const remembered = { syncState: undefined, unreadable: [], ...stored, items };
	const changes: CalendarChange[] = [];
	const running = runOver(
		reads,
		{
			mailbox: scope.mailbox,
			syncRun: 'run',
			expand,
			privacy: 'maskPrivate',
			window,
			gap,
			format: { outputZone: utcZone, zones: timeZones(), includeBody: false },
			concurrency: 3,
			batchSize: 5,
			turns,
		},
		stored || parked.length > 0
			? { ...remembered, syncState: (!isApart && remembered.syncState) || undefined }
			: undefined,
	);
	for (;;) {
		if (changes.length >= stopAfter) {
			await running.return(undefined as never);
			return { changes: changes.slice(0, stopAfter), window, position };
		}
		const next = await running.next();
		if (next.done) {
			const { edge } = window;
			const writtenAt = next.value.isGapOpen && opened ? opened.writtenAt : now;
			const content = { scope, writtenAt, edge, ...next.value, resting: stored?.resting };
			const text = await writePosition(content, turns, limits);
			return { changes, window, position: text, result: next.value };
		}
		changes.push(...next.value);
	}
}

/** What a downstream store holds that takes every change by its key. */
export class Replica {
	readonly events = new Map<string, CalendarChange>();

	apply(changes: Iterable<CalendarChange>): void {
		for (const change of changes) {
			if (change.changeType === 'deleted') this.events.delete(change.key);
			else this.events.set(change.key, change);
		}
	}

	/** Key to what it says, of everything in the window. */
	seen(window: Window): Map<string, string> {
		const seen = new Map<string, string>();
		for (const [key, event] of this.events) {
			const start = Date.parse(`${event.start!.dateTime}Z`);
			const end = Date.parse(`${event.end!.dateTime}Z`);
			if (overlaps({ start, end }, window)) {
				seen.set(key, summary(event.subject, start, end, event.originalStartTimeZone));
			}
		}
		return new Map([...seen].sort());
	}
}

export const summary = (
	subject: string | undefined,
	start: number,
	end: number,
	zone: string | undefined,
) =>
	`${subject ?? '(masked)'} ${new Date(start).toISOString()} ${new Date(end).toISOString()} ${zone}`;
