import {
	checkWindow,
	difference,
	endedBefore,
	type KnownEvent,
	maxWindowDays,
	occurrenceDifferences,
	overlaps,
	shouldReportDeletion,
	windowAfter,
	windowAround,
} from '../../../exchange/changes/compare';
import { InvalidInput } from '../../../exchange/errors';

const window = { start: 1000, end: 2000 };
const event = (start: number, end: number, content = 1): KnownEvent => ({ start, end, content });

const inside = event(1200, 1300);
const before = event(800, 900);
const ahead = event(2100, 2200);

describe('an event overlaps a window', () => {
	it.each<[string, number, number, boolean]>([
		['ends as it begins', 900, 1000, false],
		['ends just after its start', 900, 1001, true],
		['begins just before its end', 1999, 2100, true],
		['begins as it ends', 2000, 2100, false],
		['begins and ends with it', 1000, 2000, true],
		['covers it', 900, 2100, true],
		['has no length, on its start', 1000, 1000, true],
		['has no length, in it', 1500, 1500, true],
		['has no length, just before it', 999, 999, false],
		['has no length, on its end', 2000, 2000, false],
	])('that %s', (_, start, end, is) => {
		expect(overlaps({ start, end }, window)).toBe(is);
	});
});

describe('an event ended before a window', () => {
	it.each<[string, number, number, boolean]>([
		['ended just before', 800, 999, true],
		['ended as the window begins', 800, 1000, true],
		['ends just after', 800, 1001, false],
		['has no length and lies on the start', 1000, 1000, false],
		['has no length and lies before', 999, 999, true],
		['lies ahead', 2100, 2200, false],
	])('that %s', (_, start, end, has) => {
		expect(endedBefore({ start, end }, window)).toBe(has);
		expect(shouldReportDeletion(event(start, end), window)).toBe(!has);
	});

	it('and an event that was never reported, or told as gone, needs no deletion', () => {
		expect(shouldReportDeletion(undefined, window)).toBe(false);
		expect(shouldReportDeletion({ ...inside, uncertain: 'gone' }, window)).toBe(false);
		expect(shouldReportDeletion({ ...inside, uncertain: 'retold' }, window)).toBe(true);
	});
});

describe('the change of an event that exists', () => {
	const outdated: KnownEvent = { ...inside, uncertain: 'outdated' };
	const unreported: KnownEvent = { ...inside, uncertain: 'unreported' };
	it.each<[string, KnownEvent | undefined, KnownEvent, string | undefined, boolean]>([
		['new in the window', undefined, inside, 'created', true],
		['new before the window', undefined, before, undefined, false],
		['new ahead of the window', undefined, ahead, undefined, false],
		['the same', inside, { ...inside }, undefined, true],
		['another content', inside, { ...inside, content: 2 }, 'updated', true],
		['another start', inside, { ...inside, start: 1201 }, 'updated', true],
		['another end', inside, { ...inside, end: 1301 }, 'updated', true],
		['moved ahead of the window', inside, ahead, 'updated', true],
		['moved before the window', inside, before, 'updated', false],
		['ahead of the window, edited', ahead, { ...ahead, content: 2 }, 'updated', true],
		['back in the window unchanged', ahead, { ...ahead }, undefined, true],
		['past, edited', before, { ...before, content: 2 }, undefined, false],
		['past, moved into the window', before, inside, 'updated', true],
		['past, moved ahead of the window', before, ahead, undefined, false],
		['perhaps never reported, in the window', unreported, inside, 'created', true],
		[
			'perhaps never reported, ahead',
			{ ...ahead, uncertain: 'unreported' },
			ahead,
			'updated',
			true,
		],
		[
			'perhaps never reported, past',
			{ ...before, uncertain: 'unreported' },
			before,
			undefined,
			false,
		],
		['told as gone, in the window', { ...inside, uncertain: 'gone' }, inside, 'created', true],
		['told as gone, ahead', { ...inside, uncertain: 'gone' }, ahead, undefined, false],
		['told again, the same', { ...inside, uncertain: 'retold' }, inside, undefined, true],
		['perhaps outdated, in the window', outdated, inside, 'updated', true],
		['perhaps outdated, past', { ...before, uncertain: 'outdated' }, before, undefined, false],
	])('%s', (_, known, current, changeType, remember) => {
		expect(difference(known, current, window)).toEqual({ changeType, remember });
	});
});

describe('the window after that of another run', () => {
	it('forgets what ended before both of them', () => {
		expect(windowAfter(window, undefined)).toEqual({ window, isApart: false });
		const later = { start: 1500, end: 2500 };
		expect(windowAfter(later, window)).toEqual({
			window: { ...later, edge: 1000 },
			isApart: false,
		});
		const after = { ...later, edge: 1000 };
		expect(endedBefore(event(900, 1000), after)).toBe(true);
		expect(endedBefore(event(900, 1001), after)).toBe(false);
		expect(endedBefore(event(1000, 1000), after)).toBe(false);
		expect(endedBefore(event(1500, 1500), { start: 2000, end: 3000 })).toBe(true);
	});

	it('has a gap where it goes back, and nothing in common where it goes back far', () => {
		const back = (start: number, end: number) => windowAfter({ start, end }, window);
		expect(back(1000, 2000)).toEqual({
			window: { start: 1000, end: 2000, edge: 1000 },
			isApart: false,
		});
		expect(back(900, 1900)).toMatchObject({ gap: { start: 900, end: 1000 }, isApart: false });
		expect(back(0, 1000)).toMatchObject({ gap: { start: 0, end: 1000 }, isApart: false });
		const apart = back(-1, 999);
		expect(apart).toEqual({ window: { start: -1, end: 999, edge: -1 }, isApart: true });
	});
});

describe('the changes of the occurrences of a series', () => {
	const occurrence = (originalStart: number, { start, end, content }: KnownEvent) => ({
		originalStart, start, end, content,
	}); // prettier-ignore

	it('come in the order of their original starts', () => {
		const known = new Map([
			[1100, event(1100, 1150)],
			[1200, event(1200, 1250)],
			[1500, event(1500, 1550)],
			[700, event(700, 750)],
		]);
		const current = [
			occurrence(1700, event(1700, 1750)),
			occurrence(1500, event(1600, 1650)),
			occurrence(1100, event(1100, 1150)),
			occurrence(2500, event(2500, 2550)),
		];
		const { differences, remember } = occurrenceDifferences(known, current, window);
		expect(differences).toEqual([
			{ changeType: 'deleted', originalStart: 1200 },
			{ changeType: 'updated', originalStart: 1500, current: current[1] },
			{ changeType: 'created', originalStart: 1700, current: current[0] },
		]);
		expect([...remember]).toEqual([
			[1700, event(1700, 1750)],
			[1500, event(1600, 1650)],
			[1100, event(1100, 1150)],
		]);
	});

	it('are none when nothing was known and nothing is there', () => {
		expect(occurrenceDifferences(undefined, [], window)).toEqual({
			differences: [],
			remember: new Map(),
		});
	});

	it('are creations when nothing was known', () => {
		const current = [occurrence(1200, inside)];
		const { differences } = occurrenceDifferences(undefined, current, window);
		expect(differences).toEqual([
			{ changeType: 'created', originalStart: 1200, current: current[0] },
		]);
	});

	it('remember nothing else that an occurrence carries', () => {
		const known = new Map<number, KnownEvent>([[1200, inside]]);
		const current = [{ ...occurrence(1200, inside), exception: 'record' }];
		const { remember } = occurrenceDifferences(known, current, window);
		expect([...remember.values()]).toEqual([inside]);
	});

	it('remember that an occurrence was uncertain, until the run counts: there, gone or past', () => {
		const uncertain = (of: KnownEvent, how: KnownEvent['uncertain']) => ({
			...of,
			uncertain: how,
		});
		const known = new Map<number, KnownEvent>([
			[1200, uncertain(inside, 'outdated')],
			[1300, uncertain({ ...inside, start: 1300, end: 1400 }, 'unreported')],
			[1400, uncertain({ ...inside, start: 1400, end: 1500 }, 'gone')],
			[1500, uncertain({ ...inside, start: 1500, end: 1600 }, 'unreported')],
			[800, uncertain(before, 'outdated')],
			[900, { ...inside, start: 1250 }],
		]);
		const current = [
			occurrence(1200, { ...inside, content: 2 }),
			occurrence(1400, { ...inside, start: 1400, end: 1500 }),
			occurrence(1500, before),
		];
		const { differences, remember } = occurrenceDifferences(known, current, window);
		expect(differences.map(({ changeType, originalStart }) => [changeType, originalStart])).toEqual(
			[
				['deleted', 900],
				['updated', 1200],
				['deleted', 1300],
				['created', 1400],
				['updated', 1500],
			],
		);
		expect([...remember].map(([start, { uncertain: how }]) => [start, how])).toEqual([
			[1200, 'retold'],
			[1400, 'retold'],
			[1500, 'gone'],
			[1300, 'gone'],
			[800, 'gone'],
		]);
	});
});

describe('the window', () => {
	const dayMs = 86_400_000;

	it('reaches days back and ahead', () => {
		const now = new Date('2026-11-25T12:00:00Z');
		expect(windowAround(now, { pastDays: 1, futureDays: 3 })).toEqual({
			start: now.getTime() - dayMs,
			end: now.getTime() + 3 * dayMs,
		});
	});

	it.each([
		[0, 1],
		[1, 0],
		[365, 365],
		[0, maxWindowDays],
		[maxWindowDays, 0],
	])('may have %i days before and %i days after now', (pastDays, futureDays) => {
		expect(() => checkWindow({ pastDays, futureDays })).not.toThrow();
		expect(maxWindowDays).toBe(730);
	});

	it.each([
		[0, 0, 'futureDays', 'empty'],
		[365, 366, 'futureDays', '731 days together, more than 730'],
		[731, 0, 'futureDays', 'pastDays (731) and futureDays (0) are 731 days'],
		[-1, 10, 'pastDays', 'pastDays is -1'],
		[10, -1, 'futureDays', 'futureDays is -1'],
		[1.5, 10, 'pastDays', 'a whole number of days'],
		[NaN, 10, 'pastDays', 'pastDays is NaN'],
		[1, Infinity, 'futureDays', 'futureDays is Infinity'],
	])(
		'may not have %d days before and %d days after now',
		(pastDays, futureDays, field, message) => {
			const check = () => checkWindow({ pastDays, futureDays });
			expect(check).toThrow(InvalidInput);
			expect(check).toThrow(expect.objectContaining({ field }));
			expect(check).toThrow(message);
			if (pastDays + futureDays > maxWindowDays && futureDays < Infinity) {
				expect(check).toThrow(
					expect.objectContaining({ remedy: expect.stringContaining('two years') }),
				);
			}
		},
	);
});
