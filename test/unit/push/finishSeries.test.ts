import { timeZones } from '../../../exchange/calendar/timeZone';
import { ewsCalendar } from '../../../exchange/push/carryOut/exchangeCalendar';
import { readInput } from '../../../exchange/push/input/readInput';
import type { PushException } from '../../../exchange/push/input/pushInput';
import { writeLinkState, type LinkState } from '../../../exchange/push/plan/link';
import type { SeriesStep } from '../../../exchange/push/ports';
import {
	answeringExchange,
	calendarItem,
	elements,
	failure,
	idsIn,
	success,
	type Answer,
} from './answeringExchange';

const zones = timeZones();
const state: LinkState = { version: 1, fields: { times: ['given', 'had'] } };

/** Wednesdays at nine, six times. */
function step(id: string, exceptions: PushException[]): SeriesStep {
	const { times } = readInput(
		{
			externalId: 's',
			start: '2026-11-25T09:00:00Z',
			end: '2026-11-25T10:00:00Z',
			rrule: 'FREQ=WEEKLY;COUNT=6',
			exceptions,
		},
		{
			zones,
			source: 'hr',
			defaultZone: 'UTC',
			isZoneChosen: true,
			withAttendees: false,
			knowsWorkingElsewhere: true,
		},
	);
	return { item: { id, changeKey: `key-${id}` }, times: times!, state };
}

const second = '2026-12-02T09:00:00Z';
const third = '2026-12-09T09:00:00Z';
const fifth = '2026-12-23T09:00:00Z';
const moved = (originalStart: string, day: string): PushException => ({
	originalStart,
	start: `2026-12-${day}T11:00:00Z`,
	end: `2026-12-${day}T12:00:00Z`,
});

/** A server where all goes well but for what `refuse` refuses, by operation and id. */
async function run(
	steps: SeriesStep[],
	refuse: (operation: string, id: string) => string | undefined = () => undefined,
	sendInvitations: 'none' | 'all' = 'none',
) {
	let keys = 0;
	const answer: Answer = (one) =>
		idsIn(one).map((id) => {
			const code = refuse(one.operation, id);
			if (code !== undefined) return failure(one.operation, code);
			const found = id.replace('#', '/');
			return success(one.operation, calendarItem(found, `new-${++keys}`));
		});
	const { exchange, sent } = answeringExchange(answer);
	const results = await ewsCalendar(exchange, {
		mailbox: 'alice@enyoi.example',
		source: 'hr',
		sendInvitations,
		deleteType: 'hard',
		extendedProperties: [],
		zones,
	}).finishSeries(steps);
	return { results, sent, log: sent.map((one) => [one.operation, ...idsIn(one)]) };
}

it('takes occurrences out, moves several others, then remembers that all is written', async () => {
	const { results, sent, log } = await run([
		step('s', [
			moved(second, '03'),
			{ originalStart: third, isCancelled: true },
			moved(fifth, '24'),
		]),
	]);
	expect(results).toMatchObject([{ ok: true, id: 's' }]);
	expect(log).toEqual([
		['GetItem', 's#2', 's#3', 's#5'],
		['DeleteItem', 's/3'],
		['UpdateItem', 's/5', 's/2'],
		['UpdateItem', 's'],
	]);
	// All occurrences of a series share one change key, which each move changes.
	const [, removals, moves, memory] = sent.map(({ request }) => request);
	expect(moves.attributes.ConflictResolution).toBe('AlwaysOverwrite');
	expect(removals.attributes.DeleteType).toBe('MoveToDeletedItems');
	expect(memory.attributes.ConflictResolution).toBe('AlwaysOverwrite');
	expect(elements(memory, 't:Value').map(({ text }) => text)).toEqual([writeLinkState(state)]);
	expect(elements(moves, 't:Start').map(({ text }) => text)).toEqual([
		expect.stringContaining('2026-12-24T11:00:00'),
		expect.stringContaining('2026-12-03T11:00:00'),
	]);
});

it('writes the times of an occurrence only where it was moved, and what it has of its own', async () => {
	const { sent } = await run([step('s', [{ originalStart: second, subject: 'Board' }])]);
	expect(elements(sent[1].request, 't:Subject').map(({ text }) => text)).toEqual(['Board']);
	expect(elements(sent[1].request, 't:Start')).toEqual([]);
	expect(elements(sent[1].request, 't:End')).toEqual([]);
});

it('finds occurrences by the clock of their series', async () => {
	// Fridays at nine in Berlin: the third one comes after the clocks went forward.
	const series = step('s', []);
	const times = {
		...series.times,
		start: '2027-03-19T08:00:00Z',
		end: '2027-03-19T09:00:00Z',
		timeZone: 'W. Europe Standard Time',
		recurrence: {
			pattern: { type: 'weekly' as const, interval: 1, daysOfWeek: ['friday' as const] },
			range: { type: 'noEnd' as const, startDate: '2027-03-19' },
		},
		cancelled: ['2027-04-02T07:00:00Z'],
	};
	const { log } = await run([{ ...series, times }]);
	expect(log).toEqual([
		['GetItem', 's#3'],
		['DeleteItem', 's/3'],
		['UpdateItem', 's'],
	]);
});

it.each<[string, Partial<SeriesStep['times']>]>([
	['that is none', { recurrence: undefined }],
	['of an unknown zone', { timeZone: 'nowhere' }],
	['that has no such occurrence', { cancelled: ['2026-12-03T09:00:00Z'] }],
])('asks for no occurrence of a series %s', async (_, more) => {
	const series = step('s', [{ originalStart: second, isCancelled: true }]);
	const { results, log } = await run([{ ...series, times: { ...series.times, ...more } }]);
	expect(results).toMatchObject([{ ok: true, id: 's' }]);
	expect(log).toEqual([['UpdateItem', 's']]);
});

it('moves an occurrence that is longer, and sends who is invited what was chosen', async () => {
	const longer = { originalStart: second, start: second, end: '2026-12-02T11:00:00Z' };
	const { sent } = await run(
		[step('s', [longer, { originalStart: third, isCancelled: true }])],
		undefined,
		'all',
	);
	const [asked, removals, moves, memory] = sent.map(({ request }) => request);
	expect(elements(asked, 't:BaseShape')[0].text).toBe('IdOnly');
	expect(elements(moves, 't:End')[0].text).toContain('2026-12-02T11:00:00');
	// Its zone and length in days are those of the series.
	expect(elements(moves, 't:StartTimeZone')).toEqual([]);
	expect(moves.attributes.SendMeetingInvitationsOrCancellations).toBe('SendToAllAndSaveCopy');
	expect(removals.attributes.SendMeetingCancellations).toBe('SendToAllAndSaveCopy');
	expect(memory.attributes.SendMeetingInvitationsOrCancellations).toBe('SendToNone');
});

it('is one request of each kind for all series', async () => {
	const { results, log } = await run([
		step('a', [{ originalStart: second, isCancelled: true }]),
		step('b', [{ originalStart: third, isCancelled: true }]),
	]);
	expect(results).toMatchObject([
		{ ok: true, id: 'a' },
		{ ok: true, id: 'b' },
	]);
	expect(log).toEqual([
		['GetItem', 'a#2', 'b#3'],
		['DeleteItem', 'a/2', 'b/3'],
		['UpdateItem', 'a', 'b'],
	]);
});

it('looks for a hundred occurrences at a time', async () => {
	const steps = Array.from({ length: 101 }, (_, index) =>
		step(`s${index}`, [{ originalStart: second, isCancelled: true }]),
	);
	const { log } = await run(steps);
	const sizes = log.map(([operation, ...ids]) => `${operation} ${ids.length}`);
	expect(sizes.slice(0, 2)).toEqual(['GetItem 100', 'GetItem 1']);
});

it.each(['ErrorCalendarOccurrenceIsDeletedFromRecurrence', 'ErrorItemNotFound'])(
	'is not stopped by an occurrence that is out already (%s)',
	async (code) => {
		const series = step('s', [
			{ originalStart: second, isCancelled: true },
			{ originalStart: third, isCancelled: true },
		]);
		const found = await run([series], (operation, id) =>
			operation === 'GetItem' && id === 's#2' ? code : undefined,
		);
		expect(found.results).toMatchObject([{ ok: true, id: 's' }]);
		expect(found.log).toContainEqual(['DeleteItem', 's/3']);
		const deleted = await run([series], (operation, id) =>
			operation === 'DeleteItem' && id === 's/2' ? code : undefined,
		);
		expect(deleted.results).toMatchObject([{ ok: true, id: 's' }]);
	},
);

it.each([
	['GetItem', 's#2', [moved(second, '03')], 'ErrorItemNotFound'],
	['GetItem', 's#2', [{ originalStart: second, isCancelled: true }], 'ErrorAccessDenied'],
	['UpdateItem', 's/2', [moved(second, '03')], 'ErrorAccessDenied'],
	[
		'GetItem',
		's#2',
		[{ originalStart: second, isCancelled: true }],
		// The server counts otherwise: the occurrence may well take place.
		'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
	],
	['DeleteItem', 's/2', [{ originalStart: second, isCancelled: true }], 'ErrorAccessDenied'],
	['UpdateItem', 's', [{ originalStart: second, isCancelled: true }], 'ErrorQuotaExceeded'],
] as const)('fails the series alone when %s of %s is refused', async (at, which, own, code) => {
	const { results, log } = await run(
		[
			step('other', [{ originalStart: third, isCancelled: true }]),
			step('s', own as unknown as PushException[]),
		],
		(operation, id) => (operation === at && id === which ? code : undefined),
	);
	expect(results).toMatchObject([{ ok: true, id: 'other' }, { ok: false }]);
	const remembered = log.at(-1)!;
	expect(remembered).toContain('other');
	// A series that is not finished stays marked as such.
	expect(remembered.includes('s')).toBe(which === 's');
});

describe('what Exchange refuses', () => {
	const exceptions = [moved(second, '03'), moved(fifth, '24')];
	const refuse = (codes: Record<string, string>) => (operation: string, id: string) =>
		operation === 'UpdateItem' ? codes[id] : undefined;

	it('is remembered, so that it is not tried again', async () => {
		const codes = { 's/2': 'ErrorOccurrenceCrossingBoundary' };
		const { results, sent } = await run([step('s', exceptions)], refuse(codes));
		expect(results).toMatchObject([{ ok: true, id: 's', refused: { field: 'exceptions' } }]);
		const [value] = elements(sent.at(-1)!.request, 't:Value').map(({ text }) => text);
		expect(JSON.parse(value)).toMatchObject({
			...state,
			refused: expect.stringContaining(second) as string,
		});
	});

	it.each([
		['s/2', 's/5'],
		['s/5', 's/2'],
	])('is tried again where something else fails, too', async (one, other) => {
		const codes = { [one]: 'ErrorOccurrenceCrossingBoundary', [other]: 'ErrorAccessDenied' };
		const { results } = await run([step('s', exceptions)], refuse(codes));
		expect(results).toMatchObject([{ ok: false, error: { code: 'accessDenied' } }]);
	});
});

it('remembers nothing when every series failed', async () => {
	const { results, log } = await run([step('s', [moved(second, '03')])], (operation) =>
		operation === 'GetItem' ? 'ErrorItemNotFound' : undefined,
	);
	expect(results).toMatchObject([{ ok: false, stale: true }]);
	expect(log).toEqual([['GetItem', 's#2']]);
});
