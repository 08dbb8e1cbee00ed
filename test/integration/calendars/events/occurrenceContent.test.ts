import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import type { EventFields } from '../../../../exchange/calendars/events/event';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { pushEvents } from '../../../../exchange/push/pushEvents';
import type { PushInput } from '../../../../exchange/push/input/pushInput';
import { berlin, closeWorld, eventWorld, mailbox, tuesdays, type EventWorld } from './kit';

let world: EventWorld;
beforeEach(async () => {
	world = await eventWorld({ behaviours: {} });
});
afterEach(async () => await closeWorld(world));

const second = () => {
	const { fields } = world.alice.calendar.view('2026-10-13', '2026-10-15')[0];
	const { subject, location, sensitivity, categories, start } = fields;
	return { subject, location, sensitivity, categories, start: start.toISOString().slice(0, 16) };
};
const ofSeries = {
	subject: 'Jour fixe',
	location: '',
	sensitivity: 'Normal',
	categories: [],
	start: '2026-10-13T08:00',
};
const update = async (seriesMasterId: string, changes: EventFields) =>
	await updateEvent(world.connected.exchange, {
		mailbox,
		event: { seriesMasterId, originalStart: '2026-10-13T08:00:00Z' },
		changes,
	});
const therapy = { subject: 'Therapy', location: { displayName: 'Clinic' } };
const event: EventFields = {
	subject: 'Jour fixe',
	start: berlin('2026-10-06T10:00:00'),
	end: berlin('2026-10-06T11:00:00'),
	rrule: 'FREQ=WEEKLY;COUNT=5',
	exceptions: [
		{ originalStart: '2026-10-13T08:00:00Z', ...therapy, sensitivity: 'private' },
		{ originalStart: '2026-10-20T08:00:00Z', subject: 'Later' },
	],
};
const third = () => world.alice.calendar.view('2026-10-20', '2026-10-21')[0].fields.subject;
const keepsOwn = () => {
	world.connected.server.behaviours.occurrenceSensitivity = 'own';
	world.connected.server.behaviours.occurrenceDeletions = 'empty';
};

describe('an occurrence that is to be private', () => {
	it('gets nothing of its text where it stays public, and that is told', async () => {
		const { id } = tuesdays(world.alice);
		const asked = update(id, { ...therapy, sensitivity: 'private' });
		await expect(asked).rejects.toMatchObject({ code: 'input', field: 'sensitivity' });
		expect(second()).toEqual(ofSeries);
	});

	it('is so, with its text, where the server keeps it', async () => {
		keepsOwn();
		const { id } = tuesdays(world.alice);
		const { action } = await update(id, { ...therapy, sensitivity: 'private' });
		expect([action, second()]).toMatchObject([
			'updated',
			{ ...therapy, location: 'Clinic', sensitivity: 'Private' },
		]);
		const again = await update(id, { ...therapy, sensitivity: 'private' });
		expect(again.action).toBe('unchanged');
	});

	it('stays as its series in a new series, which has its other occurrences', async () => {
		const { notRead } = await createEvent(world.connected.exchange, { mailbox, event });
		expect(notRead).toMatch('does not keep sensitivity of the occurrence of 2026-10-13T08:00:00Z');
		expect([second(), third()]).toEqual([ofSeries, 'Later']);
	});

	it('is asked for again when the same is created again', async () => {
		const create = async () =>
			await createEvent(world.connected.exchange, { mailbox, event, clientKey: 'k' });
		for (let attempt = 0; attempt < 2; attempt++) {
			await expect(create()).rejects.toMatchObject({ code: 'input', field: 'exceptions' });
		}
		expect([second(), third()]).toEqual([ofSeries, 'Later']);
	});

	it('is named in every push, and written in none but the first', async () => {
		const { outbox } = world.connected.server;
		const input = { ...event, externalId: 's' } as PushInput;
		const push = async (one: PushInput) => {
			const results = [];
			const options = { mailbox, source: 'hr' };
			for await (const result of pushEvents(world.connected.exchange, options, [one]))
				results.push(result);
			return results[0];
		};
		const message = expect.stringContaining('does not keep sensitivity') as string;
		const refused = { action: 'failed', message };
		expect(await push(input)).toMatchObject(refused);
		expect([second(), third()]).toEqual([ofSeries, 'Later']);
		const [{ item }] = world.alice.calendar.view('2026-10-13', '2026-10-15');
		const { changeKey } = item;
		expect(await push(input)).toMatchObject(refused);
		expect(item.changeKey).toBe(changeKey);
		const renamed = { ...input, subject: 'Round' };
		expect(await push(renamed)).toMatchObject(refused);
		keepsOwn();
		const again = { ...input, subject: 'Table' };
		expect(await push(again)).toMatchObject({ action: 'updated' });
		expect(second()).toMatchObject({ subject: 'Therapy', sensitivity: 'Private' });
		expect(await push(again)).toMatchObject({ action: 'unchanged' });
		expect(outbox).toEqual([]);
	});
});

describe('an occurrence that is to lack what its series has', () => {
	const more = { categories: ['Weekly'], location: 'Hall', body: 'Agenda' };

	it('has no category of its own where the server shows those of the series, and that is told', async () => {
		const { id } = tuesdays(world.alice, more);
		for (let attempt = 0; attempt < 2; attempt++) {
			const asked = update(id, { categories: [], subject: 'Other' });
			await expect(asked).rejects.toMatchObject({ code: 'input', field: 'categories' });
		}
		expect(second()).toMatchObject({ subject: 'Jour fixe', categories: ['Weekly'] });
	});

	it('has none where the server keeps that', async () => {
		keepsOwn();
		const { id } = tuesdays(world.alice, more);
		expect(await update(id, { categories: [] })).toMatchObject({ action: 'updated' });
		expect(second().categories).toEqual([]);
		expect(await update(id, { categories: [] })).toMatchObject({ action: 'unchanged' });
	});

	it('has no location and no body', async () => {
		const { id } = tuesdays(world.alice, more);
		const nothing: EventFields = {
			location: { displayName: '' },
			body: { contentType: 'text', content: '' },
		};
		expect(await update(id, nothing)).toMatchObject({ action: 'updated' });
		expect(second().location).toBe('');
		expect(await update(id, nothing)).toMatchObject({ action: 'unchanged' });
	});

	it('is moved all the same where it is one of the exceptions', async () => {
		const exceptions = [
			{
				originalStart: '2026-10-13T08:00:00Z',
				start: '2026-10-14T08:00:00Z',
				end: '2026-10-14T09:00:00Z',
				categories: [],
			},
		];
		const { notRead } = await createEvent(world.connected.exchange, {
			mailbox,
			event: { ...event, categories: ['Weekly'], exceptions },
		});
		expect(notRead).toMatch('does not keep categories of the occurrence of 2026-10-13T08:00:00Z');
		expect(second()).toMatchObject({ start: '2026-10-14T08:00', categories: ['Weekly'] });
	});
});
