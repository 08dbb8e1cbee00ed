import { ExchangeError } from '../../../exchange/errors';
import { updateInSomeOrder, type OrderedStep } from '../../../exchange/push/carryOut/inSomeOrder';
import type { LinkState } from '../../../exchange/push/plan/link';
import type { StepResult, UpdateStep } from '../../../exchange/push/ports';
import { timesOn, weekly } from './items';

const state: LinkState = { version: 1, fields: { subject: ['a', 'b'] } };
const step = (
	id: string,
	event: UpdateStep['event'],
	more: Partial<UpdateStep> = {},
): UpdateStep => ({
	item: { id, changeKey: `${id}1` },
	event,
	state,
	...more,
});
const refusal = (responseCode: string): StepResult => ({
	ok: false,
	stale: false,
	error: new ExchangeError('limit', 'Words', { details: { responseCode } }),
});
const tooBig = refusal('ErrorOccurrenceTimeSpanTooBig');
const done = ({ item: { id, changeKey } }: OrderedStep): StepResult => ({
	ok: true,
	id,
	changeKey: `${changeKey}+`,
});

/** Sends to a server that answers each step as `react` says; nothing: it is carried out. */
async function update(
	steps: readonly UpdateStep[],
	react: (step: OrderedStep, request: number) => StepResult | undefined,
) {
	const requests: OrderedStep[][] = [];
	const results = await updateInSomeOrder(steps, async (some) => {
		requests.push([...some]);
		return await Promise.resolve(some.map((one) => react(one, requests.length) ?? done(one)));
	});
	return { requests, results };
}

describe('an update', () => {
	const single = step('s', { subject: 'New', times: timesOn(1) });
	const series = step('w', { subject: 'New', times: weekly(7) }, { link: { key: 'hr:1' } });
	const text = step('t', { subject: 'New' });

	it('is sent once where the server takes it', async () => {
		const { requests, results } = await update([single, series, text], () => undefined);
		expect(requests).toEqual([[single, series, text]]);
		expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
	});

	it.each(['ErrorOccurrenceTimeSpanTooBig', 'ErrorCalendarEndDateIsEarlierThanStartDate'])(
		'of a single event has its end written first after %s',
		async (code) => {
			const react = ({ isEndFirst, event }: OrderedStep) =>
				event.times && !isEndFirst ? refusal(code) : undefined;
			const { requests, results } = await update([text, single], react);
			expect(requests).toEqual([[text, single], [{ ...single, isEndFirst: true }]]);
			expect(results).toEqual([done(text), done(single)]);
		},
	);

	it.each([
		['a series', series, {}],
		[
			'a series that ends',
			step('w', { subject: 'New', times: timesOn(1) }, { endsSeries: true }),
			{},
		],
	])('of %s makes it a single event in between', async (_, one) => {
		const { requests, results } = await update([text, one], (_one, request) =>
			request === 1 && _one.event.times ? tooBig : undefined,
		);
		const { times } = one.event;
		const { endsSeries, ...rest } = one;
		void endsSeries;
		expect(requests.slice(1)).toEqual([
			[
				{
					...rest,
					event: { subject: 'New' },
					state: { ...state, pending: true },
					dropsRecurrence: true,
				},
			],
			// As the request before left it.
			[{ item: { id: 'w', changeKey: 'w1+' }, event: { times }, state }],
		]);
		expect(results[1]).toEqual({ ok: true, id: 'w', changeKey: 'w1++' });
	});

	it('of a series with another pattern makes it a single event at once', async () => {
		const one = { ...series, changesPattern: true };
		const { requests, results } = await update([text, one, single], () => undefined);
		const { times } = one.event;
		expect(requests).toEqual([
			[text, single],
			[
				{
					...series,
					event: { subject: 'New' },
					state: { ...state, pending: true },
					dropsRecurrence: true,
				},
			],
			[{ item: { id: 'w', changeKey: 'w1+' }, event: { times }, state }],
		]);
		expect(results).toEqual([done(text), { ok: true, id: 'w', changeKey: 'w1++' }, done(single)]);
	});

	it('of a series has its end written first in the end', async () => {
		const { requests, results } = await update([series], ({ isEndFirst, dropsRecurrence }) =>
			isEndFirst || dropsRecurrence ? undefined : tooBig,
		);
		expect(requests).toHaveLength(4);
		expect(requests[3]).toEqual([{ ...requests[2][0], isEndFirst: true }]);
		expect(results[0].ok).toBe(true);
	});

	it('of a series with occurrences longer than their interval is refused, and drops nothing', async () => {
		const end = '2026-12-14T09:00:01Z';
		const long = step('w', { times: { ...weekly(7), end } });
		const { requests, results } = await update([single, long], ({ event }) =>
			event.times?.recurrence ? tooBig : undefined,
		);
		expect(requests).toHaveLength(1);
		const anew = await update([{ ...long, changesPattern: true }], () => tooBig);
		expect(anew.requests).toEqual([[{ ...long, changesPattern: true }]]);
		expect(results).toEqual([
			done(single),
			expect.objectContaining({ error: expect.objectContaining({ field: 'end' }) as Error }),
		]);
	});

	it('is refused where no order helps', async () => {
		expect((await update([single], () => tooBig)).results).toEqual([tooBig]);
		const { requests, results } = await update([series], () => tooBig);
		expect(requests).toHaveLength(2);
		expect(results).toEqual([tooBig]);
	});

	it('is refused at once for any other reason, and without times', async () => {
		const other = refusal('ErrorCalendarDurationIsTooLong');
		expect((await update([single, series], () => other)).requests).toHaveLength(1);
		expect((await update([text], () => tooBig)).requests).toHaveLength(1);
	});
});
