import type { RecurrencePatternRecord } from '../../../exchange/ews/calendarItem';
import type { CalendarInMemory, Said, StoredItem, StoredSeries } from './calendarInMemory';
import type { Random } from '../../support/seed';

const dayMs = 86_400_000;

/** Edits a calendar behind everybody's back, as its owner and other programs do. */
export function secondClient(calendar: CalendarInMemory, random: Random, now: () => number) {
	let words = 0;
	const subject = () => `Subject ${++words}`;
	const sensitivity = () => (random.chance(0.2) ? 'Private' : 'Normal');
	const someTime = () =>
		Math.floor(now() / dayMs) * dayMs +
		(random.below(140) - 50) * dayMs +
		random.below(96) * 900_000;
	const said = (start = someTime()): Said => ({
		subject: subject(),
		start,
		end: start + random.below(8) * 900_000,
		sensitivity: sensitivity(),
	});
	const any = (isSeries?: boolean): StoredItem | undefined => {
		const list = [...calendar.stored.values()].filter(
			(item) => isSeries === undefined || (item.series !== undefined) === isSeries,
		);
		return list.length > 0 ? random.pick(list) : undefined;
	};

	const pattern = (): RecurrencePatternRecord => {
		const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
		const interval = 1 + random.below(3);
		return random.pick<RecurrencePatternRecord>([
			{ kind: 'daily', interval },
			{
				kind: 'weekly',
				interval,
				daysOfWeek: [random.pick(days.slice(0, 3)), random.pick(days.slice(3))],
				firstDayOfWeek: 'Monday',
			},
			{ kind: 'absoluteMonthly', interval, dayOfMonth: 1 + random.below(31) },
			{
				kind: 'relativeMonthly',
				interval,
				daysOfWeek: random.pick(days),
				index: random.pick(['First', 'Second', 'Third', 'Fourth', 'Last'] as const),
			},
		]);
	};

	const series = (): StoredSeries => {
		const first = someTime();
		const rest = {
			pattern: pattern(),
			zone: random.pick(['Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'UTC']),
			startDate: new Date(first).toISOString().slice(0, 10),
			minuteOfDay: 360 + random.below(60) * 15,
			lengthMinutes: random.pick([0, 30, 60, 24 * 60]),
			exceptions: new Map(),
			deleted: new Set<number>(),
		};
		const endDate = new Date(first + (120 + random.below(150)) * dayMs).toISOString().slice(0, 10);
		return { ...rest, ...random.pick([{}, { endDate }, { count: 1 + random.below(40) }]) };
	};

	const addSeries = (uid?: string) => {
		const made = series();
		const item = calendar.create(said(), made, uid);
		if (calendar.pattern(item).length === 0) calendar.delete(item);
	};

	/** An occurrence of the series near now. */
	const someOccurrence = (item: StoredItem) => {
		const near = calendar
			.pattern(item)
			.filter((start) => Math.abs(start - now()) < 90 * dayMs && !item.series!.deleted.has(start));
		return near.length > 0 ? random.pick(near) : undefined;
	};

	const withOccurrence =
		(change: (item: StoredItem, series: StoredSeries, start: number) => void) => () => {
			const item = any(true);
			const start = item && someOccurrence(item);
			if (!item || start === undefined) return;
			change(item, item.series!, start);
			calendar.touch(item);
		};

	const actions: Record<string, () => void> = {
		create: () => void calendar.create(said()),
		addSeries: () => addSeries(),
		edit: () => {
			const item = any(false);
			if (!item) return;
			item.said = { ...item.said, subject: subject(), sensitivity: sensitivity() };
			calendar.touch(item);
		},
		move: () => {
			const item = any(false);
			if (!item) return;
			item.said = { ...item.said, ...said(), subject: item.said.subject };
			calendar.touch(item);
		},
		delete: () => {
			const item = any();
			if (item) calendar.delete(item);
		},
		accept: () => {
			const item = any();
			if (!item) return;
			calendar.delete(item);
			calendar.create(item.said, item.series, item.uid);
		},
		acceptCreatedFirst: () => {
			const item = any();
			if (!item) return;
			calendar.create(item.said, item.series, item.uid);
			calendar.delete(item);
		},
		editOccurrence: withOccurrence((item, { exceptions, lengthMinutes }, start) => {
			const before = exceptions.get(start) ?? {
				...item.said,
				start,
				end: start + lengthMinutes * 60_000,
				number: calendar.nextException(),
			};
			exceptions.set(start, { ...before, subject: subject() });
		}),
		moveOccurrence: withOccurrence((item, { exceptions }, start) => {
			const by = (random.below(80) - 40) * 6 * 3_600_000;
			const number = exceptions.get(start)?.number ?? calendar.nextException();
			exceptions.set(start, {
				...item.said,
				start: start + by,
				end: start + by + 1_800_000,
				number,
			});
		}),
		deleteOccurrence: withOccurrence((_item, { exceptions, deleted }, start) => {
			exceptions.delete(start);
			deleted.add(start);
		}),
		editSeries: () => {
			const item = any(true);
			if (!item) return;
			item.said = { ...item.said, subject: subject(), sensitivity: sensitivity() };
			calendar.touch(item);
		},
		changePattern: () => {
			const item = any(true);
			if (!item) return;
			const before = item.series;
			item.series = series();
			if (calendar.pattern(item).length === 0) item.series = before;
			calendar.touch(item);
		},
		changeZone: () => {
			const item = any(true);
			if (!item) return;
			item.series = {
				...item.series!,
				zone: 'Europe/London',
				exceptions: new Map(),
				deleted: new Set(),
			};
			calendar.touch(item);
		},
		singleToSeries: () => {
			const item = any(false);
			if (!item) return;
			item.series = series();
			if (calendar.pattern(item).length === 0) item.series = undefined;
			calendar.touch(item);
		},
		seriesToSingle: () => {
			const item = any(true);
			if (!item) return;
			item.series = undefined;
			item.said = said();
			calendar.touch(item);
		},
	};
	const weights: Record<string, number> = {
		create: 5, addSeries: 2, edit: 3, move: 3, delete: 4, editOccurrence: 4, moveOccurrence: 4,
		deleteOccurrence: 3,
	}; // prettier-ignore
	const bag = Object.keys(actions).flatMap((name) => Array<string>(weights[name] ?? 1).fill(name));

	/** Does something, and says what. */
	return (): string => {
		const name = random.pick(bag);
		actions[name]();
		return name;
	};
}
