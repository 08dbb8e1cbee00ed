import type { ExchangeError } from '../../../../exchange/errors';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { responseError } from '../../../exchangeServer/faults';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, sprint, tuesdays, type EventWorld } from './kit';

let world: EventWorld;

const anew = async (behaviours: Partial<Behaviours> = {}) => {
	world = await eventWorld({
		behaviours: { ...harsh, recurrenceReset: 'exceptionsDropped', ...behaviours },
	});
};
afterEach(async () => await closeWorld(world));

const sixDays = () => sprint(world.alice, 6);
const move = async (event: string, start: string, more: object = {}) =>
	await updateEvent(world.connected.exchange, { mailbox, event, changes: { start, ...more } });
const refuse = (after: number) =>
	world.connected.server.faults.add({
		fault: responseError('ErrorQuotaExceeded'),
		operation: 'UpdateItem',
		after,
		count: 1,
	});

describe('a series that moved without its special occurrence', () => {
	const special = async () => {
		await anew();
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 2).update({ subject: 'Special' });
		refuse(1);
		return id;
	};

	it('is told so, with the occurrence to look at', async () => {
		const id = await special();
		await expect(move(id, '2026-10-06T09:00:00Z')).rejects.toMatchObject({
			code: 'limit',
			message: expect.stringMatching(/^The series has its new times now, and is not/) as string,
			remedy: expect.stringMatching(/^Don't repeat the call.* 2026-10-13T09:00:00Z/) as string,
		});
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('is completed by a repeat where the call itself gives it', async () => {
		const id = await special();
		const exceptions = [{ originalStart: '2026-10-13T09:00:00Z', subject: 'Other' }];
		const again = async () => await move(id, '2026-10-06T09:00:00Z', { exceptions });
		await expect(again()).rejects.toMatchObject({
			message: expect.not.stringMatching('new times') as string,
		});
		expect(await again()).toMatchObject({ action: 'updated' });
		expect(shown(world.alice)[1]).toMatch(/^Other 2026-10-13T09/);
	});
});

describe('an occurrence that was moved, and that its series would pass', () => {
	it.each([
		['later on the day of another one', '2026-10-06T15:00', '2026-10-06T16:00'],
		['earlier on the day of another one', '2026-10-06T07:00', '2026-10-06T08:00'],
	])('refuses the move, and nothing is written: %s', async (_, start, end) => {
		await anew();
		const { id } = sixDays();
		world.alice.calendar.occurrence(id, 2).update({ start, end, subject: 'Late' });
		const before = shown(world.alice);
		const failure = move(id, '2026-10-04T08:00:00Z');
		await expect(failure).rejects.toMatchObject({ code: 'input', field: 'changes' });
		expect(shown(world.alice)).toEqual(before);
	});
});

it('a series that was given back without its special occurrence is told as a series', async () => {
	await anew({ changeKeys: 'stable' });
	const { id } = sixDays();
	world.alice.calendar.occurrence(id, 3).update({ subject: 'Special' });
	// The third request gives the new times, the fourth the old ones, and the fifth the occurrence.
	refuse(2);
	refuse(3);
	const failure = await move(id, '2026-10-04T08:00:00Z').catch((error: ExchangeError) => error);
	expect(failure).toMatchObject({
		code: 'limit',
		message: expect.stringMatching(
			/^The series has its old times again \(.+\), and is not/,
		) as string,
		remedy: expect.stringMatching(/Look at the occurrences of 2026-10-07T08:00:00Z/) as string,
	});
	expect(shown(world.alice)).toHaveLength(6);
});
