import { timeZones } from '../../../exchange/calendar/timeZone';
import { readItems } from '../../../exchange/push/carryOut/items';
import type { PushOptions } from '../../../exchange/push/options';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { itemError } from '../../exchangeServer/faults';
import { send } from '../../exchangeServer/faults/http';
import { occurrenceId } from '../../exchangeServer/model/ids';
import {
	appointment,
	closeQuietly,
	mailbox,
	startCalendar,
	twoWayRuns,
	type TestCalendar,
	type TwoWayRun,
} from './calendar';

let calendar: TestCalendar;
const now = new Date('2026-11-23T10:00:00Z');
beforeEach(async () => {
	calendar = await startCalendar(() => now);
});
afterEach(async () => await closeQuietly(calendar));

const series = (more: Partial<PushInput> = {}) =>
	appointment('s', { location: 'Room 1', rrule: 'FREQ=WEEKLY;COUNT=5', ...more });
const second = '2026-12-02T08:00:00Z';
const hers = () => calendar.company.user('alice').calendar;
const master = () => calendar.items()[0];
const occurrence = (originalStart: string) =>
	hers().occurrence(master().id, new Date(originalStart));
const exceptions = () =>
	[...master().exceptions.values()].map(({ originalStart, subject, location, showAs, start }) => ({
		originalStart: originalStart.toISOString(),
		start: start.toISOString(),
		subject,
		location,
		showAs,
	}));

describe('a single occurrence of a pushed series', () => {
	const push = async (input: PushInput, options: Partial<PushOptions> = {}) => {
		const [{ action, reason, fields }] = await calendar.push([input], options);
		return [action, reason, ...(fields ?? [])];
	};

	it('that people renamed is kept, until the source is to win', async () => {
		await push(series());
		occurrence(second).update({ subject: 'With the board' });
		expect(await push(series())).toEqual(['skipped', 'changedInExchange', 'times']);
		expect(await push(series({ rrule: 'FREQ=WEEKLY;COUNT=6' }))).toEqual([
			'skipped',
			'exchangeWins',
			'times',
		]);
		expect(exceptions()).toMatchObject([{ subject: 'With the board' }]);
		// The rest of the series is still the source's.
		expect(await push(series({ location: 'Room 2' }))).toEqual(['updated', 'changedInSource']);
		expect(master().location).toBe('Room 2');
		expect(exceptions()).toMatchObject([{ subject: 'With the board' }]);
		const wins = { conflictPolicy: 'sourceWins' } as const;
		expect(await push(series({ location: 'Room 2' }), wins)).toEqual(['updated', 'sourceWins']);
		expect(exceptions()).toEqual([]);
		expect(await push(series({ location: 'Room 2' }), wins)).toEqual(['unchanged', 'same']);
	});

	it('may have of its own what the source does not give', async () => {
		await push(series());
		occurrence(second).update({ showAs: 'Free', body: 'Her notes' });
		expect(await push(series(), { conflictPolicy: 'sourceWins' })).toEqual(['unchanged', 'same']);
		expect(exceptions()).toMatchObject([{ showAs: 'Free' }]);
	});

	it('has what the source gives for it alone', async () => {
		const own = {
			originalStart: second,
			subject: 'With the board',
			location: { displayName: 'Hall' },
			body: { contentType: 'text' as const, content: 'Bring the figures' },
			showAs: 'tentative' as const,
		};
		const input = series({ exceptions: [own] });
		expect(await push(input)).toEqual(['created', 'new']);
		expect(exceptions()).toEqual([
			{
				originalStart: '2026-12-02T08:00:00.000Z',
				start: '2026-12-02T08:00:00.000Z',
				subject: 'With the board',
				location: 'Hall',
				showAs: 'Tentative',
			},
		]);
		expect(await push(input)).toEqual(['unchanged', 'same']);
		// Given for this occurrence, although not for the series: it is the source's.
		occurrence(second).update({ showAs: 'OOF' });
		expect(await push(input)).toEqual(['skipped', 'changedInExchange', 'times']);
		expect(await push(input, { conflictPolicy: 'sourceWins' })).toEqual(['updated', 'sourceWins']);
		expect(exceptions()).toMatchObject([{ showAs: 'Tentative' }]);
		expect(await push(series())).toEqual(['updated', 'changedInSource']);
		expect(exceptions()).toEqual([]);
	});

	it('is not taken for changed when its series gets the name that it has', async () => {
		const own = { originalStart: second, subject: 'Event t' };
		await push(series({ exceptions: [own] }));
		const renamed = series({ subject: 'Event t', exceptions: [own] });
		expect(await push(renamed)).toEqual(['updated', 'changedInSource']);
		expect(await push(renamed)).toEqual(['unchanged', 'same']);
		const again = series({ subject: 'Event u', exceptions: [own] });
		expect(await push(again)).toEqual(['updated', 'changedInSource']);
		expect(await push(again)).toEqual(['unchanged', 'same']);
		expect(exceptions()).toMatchObject([{ subject: 'Event t' }]);
	});

	it('is none when nothing of it differs', async () => {
		const same = { originalStart: second, start: second, end: '2026-12-02T09:00:00Z' };
		expect(await push(series({ exceptions: [same] }))).toEqual(['created', 'new']);
		expect(exceptions()).toEqual([]);
		expect(await push(series())).toEqual(['unchanged', 'same']);
	});

	it.each([
		['exchangeWins', 'skipped', 'Hers'],
		['sourceWins', 'unchanged', undefined],
		['report', 'conflict', 'Hers'],
	] as const)(
		'hides no series from one that matches it (%s)',
		async (conflictPolicy, then, left) => {
			const { id } = hers().create({
				subject: 'Event s',
				start: '2026-11-25T08:00:00Z',
				end: '2026-11-25T09:00:00Z',
				location: 'Room 1',
				timeZone: 'W. Europe Standard Time',
				recurrence: {
					pattern: {
						type: 'WeeklyRecurrence',
						interval: 1,
						days: ['Wednesday'],
						firstDayOfWeek: 'Monday',
					},
					range: { type: 'NumberedRecurrence', numberOfOccurrences: 5 },
				},
			});
			hers().occurrence(id, 2).update({ subject: 'Hers' });
			hers().occurrence(id, 3).delete();
			const adopting = { adoptMatching: true, conflictPolicy };
			const [action] = await push(series(), adopting);
			const linked = conflictPolicy === 'sourceWins' ? 'updated' : 'unchanged';
			expect(action).toBe(conflictPolicy === 'report' ? 'conflict' : linked);
			expect(calendar.items()).toHaveLength(1);
			expect(exceptions()[0]?.subject).toBe(left);
			expect((await push(series(), adopting))[0]).toBe(then);
			expect(calendar.items()).toHaveLength(1);
		},
	);

	it.each([
		['later', '2026-12-09', '2026-12-10'],
		['earlier', '2026-11-26', '2026-12-02'],
	])("take each other's days: %s", async (_, ...days) => {
		const moved = [second, '2026-12-09T08:00:00Z'].map((originalStart, index) => ({
			originalStart,
			start: `${days[index]}T10:00:00Z`,
			end: `${days[index]}T11:00:00Z`,
		}));
		expect(await calendar.push([series({ exceptions: moved })])).toMatchObject([
			{ action: 'created' },
		]);
		expect(exceptions()).toHaveLength(2);
	});

	describe('that Exchange refuses', () => {
		/** Moved behind its neighbour. */
		const crossing = {
			originalStart: second,
			start: '2026-12-10T08:00:00Z',
			end: '2026-12-10T09:00:00Z',
		};
		const cancelled = { originalStart: '2026-12-16T08:00:00Z', isCancelled: true } as const;
		const input = series({ exceptions: [crossing, cancelled] });

		it('is named in each run, and tried again with the next change', async () => {
			const [first] = await calendar.push([input]);
			expect(first).toMatchObject({ action: 'failed', id: master().id });
			expect(first.message).toMatch(/another occurrence/);
			calendar.operations();
			const [again] = await calendar.push([input]);
			expect(again).toMatchObject({ action: 'failed', message: first.message });
			expect(again.error).toMatchObject({ code: 'input', field: 'exceptions' });
			expect(calendar.operations()).not.toContain('UpdateItem');
			const [other] = await calendar.push([{ ...input, location: 'Room 2' }]);
			expect(other).toMatchObject({ action: 'failed', message: first.message });
			expect(master().location).toBe('Room 2');
			expect(await push({ ...input, location: 'Room 2', exceptions: [cancelled] })).toEqual([
				'unchanged',
				'sameInBoth',
			]);
			expect(await push({ ...input, location: 'Room 2', exceptions: [cancelled] })).toEqual([
				'unchanged',
				'same',
			]);
		});

		it('takes nothing back of what people changed', async () => {
			await calendar.push([input]);
			hers().update(master().id, {
				start: '2026-11-25T10:00:00Z',
				end: '2026-11-25T11:00:00Z',
			});
			expect(await push(input)).toEqual(['skipped', 'changedInExchange', 'times']);
			expect(master().start.toISOString()).toBe('2026-11-25T10:00:00.000Z');
		});
	});

	it('is refused with the name of what is wrong in it', async () => {
		const refusal = async (own: object) => {
			const exceptions = [{ originalStart: second, ...own } as never];
			const [{ action, message }] = await calendar.push([series({ exceptions })]);
			return `${action}: ${message}`;
		};
		for (const [field, own] of Object.entries({
			subject: { subject: 'x'.repeat(300) },
			showAs: { showAs: 'away' },
			body: { body: 7 },
			location: { location: '\u0001' },
			start: { start: 'soon' },
		})) {
			expect(await refusal(own)).toMatch(new RegExp(`^failed: exceptions\\[0\\].${field} `));
		}
		expect(calendar.items()).toEqual([]);
	});
});

describe('a two-way sync', () => {
	let run: TwoWayRun;
	beforeEach(() => (run = twoWayRuns(calendar.exchange, now)));
	/** What the source hears, as it would store it. */
	const heard = async (input: PushInput) =>
		(await run([input])).forSource.map(({ changeType, externalId, exceptions: own }) => ({
			changeType,
			externalId,
			exceptions: own,
		}));
	const from = { dateTime: '2026-12-02T08:00:00.0000000', timeZone: 'UTC' };
	const to = { dateTime: '2026-12-02T09:00:00.0000000', timeZone: 'UTC' };

	it.each([
		['subject', { subject: 'With the board' }, { subject: 'With the board' }],
		['location', { location: 'Hall' }, { location: { displayName: 'Hall' } }],
		['no location', { location: '' }, { location: { displayName: '' } }],
		['showAs', { showAs: 'OOF' as const }, { showAs: 'oof' }],
		['body', { body: 'Figures' }, { body: { contentType: 'text', content: 'Figures' } }],
	])('tells the source of another %s of one occurrence, once', async (_, patch, told) => {
		await run([series()]);
		occurrence(second).update(patch);
		const own = { originalStart: second, start: from, end: to, ...told };
		expect(await heard(series())).toEqual([
			{ changeType: 'updated', externalId: 's', exceptions: [own] },
		]);
		expect(await heard(series())).toEqual([]);
		// The source has taken it over.
		const taken = series({ exceptions: [own as never] });
		const { inExchange, conflicts, forSource } = await run([taken]);
		expect({ conflicts, forSource }).toEqual({ conflicts: [], forSource: [] });
		expect(inExchange.map(({ action }) => action)).toEqual([expect.stringMatching(/^un|^upd/)]);
		const last = await run([taken]);
		expect(last.inExchange).toMatchObject([{ action: 'unchanged' }]);
		expect({ conflicts: last.conflicts, forSource: last.forSource }).toEqual({
			conflicts: [],
			forSource: [],
		});
		expect(exceptions()).toHaveLength(1);
	});

	it('tells where occurrences were moved to, and which ones were taken out', async () => {
		await run([series()]);
		occurrence(second).move({ start: '2026-12-03T10:00:00Z' });
		occurrence('2026-12-09T08:00:00Z').delete();
		expect(await heard(series())).toEqual([
			{
				changeType: 'updated',
				externalId: 's',
				exceptions: [
					{
						originalStart: second,
						start: { dateTime: '2026-12-03T10:00:00.0000000', timeZone: 'UTC' },
						end: { dateTime: '2026-12-03T11:00:00.0000000', timeZone: 'UTC' },
					},
					{ originalStart: '2026-12-09T08:00:00Z', isCancelled: true },
				],
			},
		]);
	});

	it('tells that none differs any more', async () => {
		const own = { originalStart: second, subject: 'With the board' };
		await run([series({ exceptions: [own] })]);
		hers().update(master().id, {
			start: '2026-11-25T11:00:00Z',
			end: '2026-11-25T12:00:00Z',
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 7 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 5 },
			},
		});
		expect(await heard(series({ exceptions: [own] }))).toEqual([
			{ changeType: 'updated', externalId: 's', exceptions: [] },
		]);
	});

	it('takes back unchanged what it told of an all-day series', async () => {
		const allDay: PushInput = {
			externalId: 's',
			subject: 'Closed',
			start: '2026-11-25',
			isAllDay: true,
			rrule: 'FREQ=WEEKLY;COUNT=4',
		};
		const options = { timeZone: 'W. Europe Standard Time' };
		await run([allDay], options);
		occurrence('2026-12-01T23:00:00Z').move({ start: '2026-12-03', end: '2026-12-04' });
		const { forSource } = await run([allDay], options);
		expect(forSource).toMatchObject([
			{ exceptions: [{ start: { dateTime: '2026-12-03T00:00:00.0000000' } }] },
		]);
		const taken = { ...allDay, exceptions: forSource[0].exceptions };
		const { inExchange, ...rest } = await run([taken], options);
		expect(inExchange).toMatchObject([{ action: 'unchanged' }]);
		expect(rest).toMatchObject({ forSource: [], conflicts: [] });
		expect(exceptions()).toMatchObject([{ start: '2026-12-02T23:00:00.000Z' }]);
	});

	it('reports a conflict with what each side has of the occurrences', async () => {
		await run([series()]);
		occurrence(second).update({ subject: 'With the board' });
		const { conflicts } = await run([
			series({ exceptions: [{ originalStart: second, subject: 'Without the board' }] }),
		]);
		expect(conflicts).toMatchObject([
			{
				externalId: 's',
				fields: ['times'],
				inSource: { exceptions: [{ subject: 'Without the board' }] },
				inExchange: { exceptions: [{ subject: 'With the board' }] },
			},
		]);
		expect(exceptions()).toMatchObject([{ subject: 'With the board' }]);
	});

	it('tells of the occurrences of a series that people made', async () => {
		const { id } = hers().create({
			subject: 'Own',
			start: '2026-11-25T12:00:00Z',
			recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
		});
		const empty = { input: 'changes' } as const;
		hers().occurrence(id, 2).update({ subject: 'Own, once' });
		expect((await run([], empty)).forSource).toMatchObject([
			{ changeType: 'created', exceptions: [{ subject: 'Own, once' }] },
		]);
		hers().occurrence(id, 2).update({ subject: 'Own, again' });
		expect((await run([], empty)).forSource).toMatchObject([
			{ changeType: 'updated', exceptions: [{ subject: 'Own, again' }] },
		]);
		expect((await run([], empty)).forSource).toEqual([]);
	});
});

describe.each(['exceptionsKept', 'exceptionsDropped'] as const)(
	'what a series has otherwise than the source, on a server with %s',
	(recurrenceReset) => {
		beforeEach(() => void (calendar.server.behaviours.recurrenceReset = recurrenceReset));
		const third = '2026-12-09T08:00:00Z';
		const atOne = { start: '2026-12-02T13:00:00Z', end: '2026-12-02T14:00:00Z' };
		const moved = { originalStart: second, ...atOne, subject: 'Board' };
		const cancelled = (originalStart: string) => ({ originalStart, isCancelled: true });
		const isPlain = () => {
			expect(exceptions()).toEqual([]);
			expect([...master().deletedOccurrences]).toEqual([]);
		};

		it.each<[string, NonNullable<PushInput['exceptions']>]>([
			['cancelled', [cancelled(second)]],
			['moved and renamed', [moved]],
		])('takes place as all others once it is no more %s', async (_, first) => {
			for (const conflictPolicy of ['exchangeWins', 'sourceWins'] as const) {
				await calendar.push([series({ exceptions: first })], { conflictPolicy });
				const [back] = await calendar.push([series({ exceptions: [] })], { conflictPolicy });
				expect(back).toMatchObject({ action: 'updated', reason: 'changedInSource' });
				expect(back.keptDifferently).toBeUndefined();
				isPlain();
				const [again] = await calendar.push([series({ exceptions: [] })], { conflictPolicy });
				expect(again).toMatchObject({ action: 'unchanged', reason: 'same' });
			}
		});

		it('is what the source makes of it next', async () => {
			await calendar.push([series({ exceptions: [moved, cancelled(third)] })]);
			const renamed = { originalStart: third, start: third, end: '2026-12-09T09:00:00Z' };
			const next = [cancelled(second), { ...renamed, subject: 'With guests' }];
			expect(await calendar.push([series({ exceptions: next })])).toMatchObject([
				{ action: 'updated' },
			]);
			expect([...master().deletedOccurrences]).toEqual([Date.parse(second)]);
			expect(exceptions()).toMatchObject([{ originalStart: third.replace('Z', '.000Z') }]);
			expect(exceptions()).toMatchObject([{ subject: 'With guests' }]);
			expect(await calendar.push([series({ exceptions: next })])).toMatchObject([
				{ action: 'unchanged' },
			]);
		});

		it('that people cancelled takes place again where the source wins', async () => {
			await calendar.push([series()]);
			occurrence(second).delete();
			const wins = { conflictPolicy: 'sourceWins' } as const;
			expect(await calendar.push([series()], wins)).toMatchObject([{ action: 'updated' }]);
			isPlain();
			expect(await calendar.push([series()], wins)).toMatchObject([{ action: 'unchanged' }]);
		});

		it('takes place again in a two-way sync', async () => {
			const run = twoWayRuns(calendar.exchange, now);
			await run([series({ exceptions: [moved] })]);
			const { inExchange, forSource, conflicts } = await run([series({ exceptions: [] })]);
			expect(inExchange).toMatchObject([{ action: 'updated' }]);
			expect([...forSource, ...conflicts]).toEqual([]);
			isPlain();
			const next = await run([series({ exceptions: [] })]);
			expect(next.forSource).toEqual([]);
		});

		it('is set right by the next run when the first one is broken off', async () => {
			await calendar.push([series({ exceptions: [moved] })]);
			for (let after = 1; after <= 3; after++) {
				let writes = 0;
				const stopped = new AbortController();
				const { signal } = stopped;
				calendar.server.faults.add({
					operation: 'UpdateItem',
					fault: {
						name: 'broken off',
						carriesOut: true,
						respond: async ({ request, response }, answer) => {
							if (++writes <= after) send(response, await answer());
							else {
								stopped.abort();
								request.socket.destroy();
							}
						},
					},
				});
				await calendar.push([series({ exceptions: [] })], { signal }).catch(() => undefined);
				calendar.server.faults.clear();
				await calendar.push([series({ exceptions: [] })]);
				isPlain();
				expect(await calendar.push([series({ exceptions: [] })])).toMatchObject([
					{ action: 'unchanged' },
				]);
				await calendar.push([series({ exceptions: [moved] })]);
			}
		});
	},
);

it.each(['exchangeWins', 'sourceWins'] as const)(
	'that cannot be read is nobody’s change, and its series is left alone (%s)',
	async (conflictPolicy) => {
		const options = { now, conflictPolicy };
		const renamed = { originalStart: second, start: second, end: '2026-12-02T09:00:00Z' };
		const event = series({ exceptions: [{ ...renamed, subject: 'Board' }] });
		await calendar.push([event], options);
		const own = occurrenceId(master().id, Date.parse(second));
		const fault = itemError('ErrorCorruptData', own);
		calendar.server.faults.add({ fault, operation: 'GetItem' });
		const failed: string[] = [];
		const read = await readItems(calendar.exchange, [master().id], {
			mailbox,
			source: 'hr',
			extendedProperties: [],
			zones: timeZones(),
			onFailure: (id) => failed.push(id),
		});
		expect([[...read.keys()], failed]).toEqual([[], [master().id]]);
		const unreadable = [{ action: 'failed', reason: 'unreadable', id: master().id }];
		const { changeKey } = master();
		expect(await calendar.push([event], options)).toMatchObject(unreadable);
		const deletion = [{ externalId: 's' }];
		const deleted = await calendar.push(deletion, { ...options, action: 'delete' });
		expect(deleted).toMatchObject(unreadable);
		expect(master().changeKey).toBe(changeKey);
		calendar.server.faults.clear();
		expect(await calendar.push([event], options)).toMatchObject([{ action: 'unchanged' }]);
	},
);
