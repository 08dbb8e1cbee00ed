import { ExchangeError } from '../../../exchange/errors';
import { updateOrGiveBack, type FormerSeries } from '../../../exchange/push/carryOut/giveBack';
import type { UpdateStep } from '../../../exchange/push/ports';
import { timesOn, weekly } from './items';

const refusal = (responseCode: string) => ({
	ok: false as const,
	stale: false,
	error: new ExchangeError('limit', 'Refused', { details: { responseCode } }),
});

/**
 * The result of an update that Exchange refuses for its order first, and for good at last.
 * @param former as it is read before; absent: it was no series
 */
async function refused(
	step: Pick<UpdateStep, 'event' | 'endsSeries'>,
	former?: FormerSeries | ExchangeError,
) {
	const given = { item: { id: 'w', changeKey: 'w1' }, state: { version: 1 as const, fields: {} } };
	const sent: boolean[] = [];
	const [result] = await updateOrGiveBack(
		[{ ...given, ...step }],
		async (some) =>
			await Promise.resolve(
				some.map(({ item, dropsRecurrence = false }) => {
					sent.push(dropsRecurrence);
					if (dropsRecurrence) return { ok: true as const, ...item };
					const isFirst = sent.length === 1;
					return refusal(isFirst ? 'ErrorOccurrenceTimeSpanTooBig' : 'ErrorQuotaExceeded');
				}),
			),
		{
			former: async () => await Promise.resolve(new Map(former && [['w', former]])),
			giveBack: async ({ id, former: { recurrence } }, { message }) =>
				await Promise.resolve({
					error: new ExchangeError(
						'limit',
						`${message}: ${id} has ${recurrence.pattern.type} again`,
					),
					isDone: true,
				}),
			read: async () => await Promise.reject(new Error('Nothing is remembered')),
			remember: async () => await Promise.reject(new Error('Nothing is remembered')),
		},
	);
	if (result.ok) throw new Error('It was written');
	return { error: result.error, sent };
}

const former = { recurrence: weekly(7).recurrence, unwritable: new Map() };

it('says the refusal alone of a single event that was to become a series', async () => {
	const { error } = await refused({ event: { times: weekly(7) } });
	expect(error.message).toBe('Refused');
});

it('gives a series that was to end its times back', async () => {
	const { error } = await refused({ event: { times: timesOn(7) }, endsSeries: true }, former);
	expect(error.message).toBe('Refused: w has weekly again');
});

it('leaves a series as it is that can not be read whole', async () => {
	const hidden = new ExchangeError('accessDenied', 'Hidden');
	const { error, sent } = await refused({ event: { times: weekly(8) } }, hidden);
	expect(error).toBe(hidden);
	expect(sent).toEqual([false]);
});
