import { ExchangeError } from '../../../exchange/errors';
import { updateOrGiveBack, type FormerTimes } from '../../../exchange/push/carryOut/giveBack';
import type { UpdateStep } from '../../../exchange/push/ports';
import { timesOn, weekly } from './items';

const refusal = (responseCode: string) => ({
	ok: false as const,
	stale: false,
	error: new ExchangeError('limit', 'Refused', { details: { responseCode } }),
});

/** The result of an update that Exchange refuses for its order first, and for good at last. */
async function refused(step: Pick<UpdateStep, 'event' | 'endsSeries'>, former: FormerTimes) {
	let isFirst = true;
	const given = { item: { id: 'w', changeKey: 'w1' }, state: { version: 1 as const, fields: {} } };
	const [result] = await updateOrGiveBack(
		[{ ...given, ...step }],
		async (some) =>
			await Promise.resolve(
				some.map(({ item, dropsRecurrence }) => {
					if (dropsRecurrence) return { ok: true as const, ...item };
					const code = isFirst ? 'ErrorOccurrenceTimeSpanTooBig' : 'ErrorQuotaExceeded';
					isFirst = false;
					return refusal(code);
				}),
			),
		{
			formerTimes: async () => await Promise.resolve(new Map([['w', former]])),
			updateQuietly: async (some) =>
				await Promise.resolve(some.map(({ item }) => ({ ok: true as const, ...item }))),
			writeOccurrences: async () => await Promise.resolve(new Map()),
		},
	);
	if (result.ok) throw new Error('It was written');
	return result.error;
}

it('says the refusal alone of a single event that was to become a series', async () => {
	const { message } = await refused({ event: { times: weekly(7) } }, { times: timesOn(7) });
	expect(message).toBe('Refused');
});

it('gives a series that was to end its times back', async () => {
	const times = weekly(7);
	const former = { recurrence: times.recurrence, times };
	const { message } = await refused({ event: { times: timesOn(7) }, endsSeries: true }, former);
	expect(message).toBe('Refused');
});

it('names the recurrence of a series whose times can not be written again', async () => {
	const { recurrence } = weekly(7);
	const error = await refused({ event: { times: weekly(8) } }, { recurrence });
	expect(error.message).toMatch('The event is no series any more');
	expect(error.remedy).toContain(JSON.stringify(recurrence));
});
