import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { dateText, dayNumber, instantText } from '../../../exchange/calendar/civil';
import { nextOccurrenceStart, occurrenceStarts } from '../../../exchange/calendar/occurrences';
import { timeZones } from '../../../exchange/calendar/timeZone';
import type {
	RecurrencePatternRecord,
	RecurrenceRangeRecord,
} from '../../../exchange/ews/calendarItem';
import { seed, seeded } from '../../support/seed';

const zones = timeZones();

const at = (text: string) => Date.parse(text);

describe('against python3-dateutil', () => {
	const { pick, next: random, below } = seeded(seed);
	const upTo = (n: number) => 1 + below(n);

	it(`gives the same starts for 4,000 generated series (SEED=${seed})`, () => {
		const cases = Array.from({ length: 4000 }, generate);
		const oracle = askDateutil(cases.map(({ question }) => question));
		if (oracle === undefined) return;
		let compared = 0;
		cases.forEach(({ pattern, range, zone, until, question }, index) => {
			const { starts: expected, firstExists } = oracle[index];
			// The master shows the shifted time of a first occurrence that its clock skips: no oracle for that.
			if (!firstExists) return;
			const rule = { recurrence: { pattern, range }, start: at(expected[0]), zone };
			const to = zone.toUtc(at(`${until}Z`));
			const got = [...occurrenceStarts(rule, at(expected[0]), to)].map(instantText);
			expect({ question, got }).toEqual({ question, got: expected });
			const middle = at(expected[Math.floor(expected.length / 2)]);
			expect(nextOccurrenceStart(rule, middle)).toBe(middle);
			const later = [...occurrenceStarts(rule, middle + 1, to)].map(instantText);
			expect({ question, later }).toEqual({
				question,
				later: expected.slice(Math.floor(expected.length / 2) + 1),
			});
			compared += expected.length;
		});
		expect(compared).toBeGreaterThan(50_000);
	});

	function generate() {
		const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
		const short = (name: string) => name.slice(0, 2).toUpperCase();
		const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
			'September', 'October', 'November', 'December']; // prettier-ignore
		const groups: Record<string, string> = {
			Day: 'SU,MO,TU,WE,TH,FR,SA',
			Weekday: 'MO,TU,WE,TH,FR',
			WeekendDay: 'SA,SU',
		};
		const byDay = (name: string) => groups[name] ?? short(name);
		const index = pick(['First', 'Second', 'Third', 'Fourth', 'Last'] as const);
		const position = { First: 1, Second: 2, Third: 3, Fourth: 4, Last: -1 }[index];
		const lastOf = (day: number) =>
			day < 29
				? `BYMONTHDAY=${day}`
				: `BYMONTHDAY=${[28, 29, 30, 31].filter((d) => d <= day).join(',')};BYSETPOS=-1`;
		const interval = upTo(4);
		const month = upTo(12);
		const dayOfMonth = random() < 0.4 ? 28 + upTo(3) : upTo(28);
		const daysOfWeek = pick([...names, ...Object.keys(groups)]);
		const week = names.filter(() => random() < 0.4);
		const weekdays = week.length > 0 ? week : [pick(names)];
		const firstDayOfWeek = pick(names);
		const [pattern, rule] = pick<[RecurrencePatternRecord, string]>([
			[{ kind: 'daily', interval }, `FREQ=DAILY;INTERVAL=${interval}`],
			[
				{ kind: 'weekly', interval, daysOfWeek: weekdays, firstDayOfWeek },
				`FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${weekdays.map(short).join(',')};WKST=${short(firstDayOfWeek)}`,
			],
			[
				{ kind: 'absoluteMonthly', interval, dayOfMonth },
				`FREQ=MONTHLY;INTERVAL=${interval};${lastOf(dayOfMonth)}`,
			],
			[
				{ kind: 'relativeMonthly', interval, daysOfWeek, index },
				`FREQ=MONTHLY;INTERVAL=${interval};BYDAY=${byDay(daysOfWeek)};BYSETPOS=${position}`,
			],
			[
				{
					kind: 'absoluteYearly',
					dayOfMonth: Math.min(dayOfMonth, month === 2 ? 29 : 30),
					month: months[month - 1],
				},
				`FREQ=YEARLY;BYMONTH=${month};${lastOf(Math.min(dayOfMonth, month === 2 ? 29 : 30))}`,
			],
			[
				{ kind: 'relativeYearly', daysOfWeek, index, month: months[month - 1] },
				`FREQ=YEARLY;BYMONTH=${month};BYDAY=${byDay(daysOfWeek)};BYSETPOS=${position}`,
			],
		]);
		const startDay = dayNumber(2021, 1, 1) + upTo(2000);
		const time = `${two(upTo(24) - 1)}:${two(5 * (upTo(12) - 1))}:00`;
		const startDate = dateText(startDay);
		const endDate = dateText(startDay + 400 + upTo(900));
		const count = upTo(60);
		const ranges: Array<[RecurrenceRangeRecord, string]> = [
			[{ kind: 'noEnd', startDate }, ''],
			[{ kind: 'endDate', startDate, endDate }, `;UNTIL=${endDate.replace(/-/g, '')}T235959`],
			[{ kind: 'numbered', startDate, numberOfOccurrences: count }, `;COUNT=${count}`],
		];
		const [range, limit] = pick(ranges);
		const zoneName = pick([
			'Europe/Berlin',
			'America/New_York',
			'Australia/Sydney',
			'Asia/Kolkata',
			'UTC',
		]);
		const until = `${dateText(startDay + 365 * 5)}T00:00:00`;
		return {
			pattern,
			range,
			zone: zones.byName(zoneName)!,
			until,
			question: { start: `${startDate}T${time}`, rule: rule + limit, zone: zoneName, until },
		};
	}
});

function two(n: number): string {
	return String(n).padStart(2, '0');
}

function askDateutil(
	questions: unknown[],
): Array<{ starts: string[]; firstExists: boolean }> | undefined {
	const run = spawnSync('/usr/bin/python3', [path.join(__dirname, 'dateutilOracle.py')], {
		input: JSON.stringify(questions),
		encoding: 'utf8',
		maxBuffer: 1 << 28,
	});
	if (run.status === 0) return JSON.parse(run.stdout);
	if (process.env.CI) throw new Error(`python3-dateutil is missing: ${run.stderr}`);
	process.stderr.write('skipped: needs the Debian package python3-dateutil\n');
	return undefined;
}
