import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import type {
	DeleteEventOptions,
	UpdateEventOptions,
} from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import {
	resetAfterRunning,
	resetBeforeRunning,
	responseError,
	type Fault,
} from '../../../exchangeServer/faults';
import type { Attachment } from '../../../exchangeServer/contracts';
import { newAttachmentId } from '../../../exchangeServer/model/attachments';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const update = async (
	event: UpdateEventOptions['event'],
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => await updateEvent(world.connected.exchange, { mailbox, event, changes, ...options });
const remove = async (
	event: DeleteEventOptions['event'],
	options: Partial<DeleteEventOptions> = {},
) => await deleteEvent(world.connected.exchange, { mailbox, event, ...options });
const operations = () => world.connected.server.requests.map(({ operation }) => operation);

function attached(more: Partial<Attachment>): Attachment {
	const id = newAttachmentId();
	const file = { contentType: 'text/plain', isInline: false, content: 'eA==', size: 9 };
	return { id, name: '', lastModified: new Date('2026-10-01T08:00:00Z'), ...file, ...more };
}

/** Attachments of an item with their content in base64. */
function filesOf(id: string | undefined): string[] {
	const item = world.alice.calendar.items().find((one) => one.id === id);
	return (item?.attachments ?? []).map(({ name, contentType, contentId, isInline, content }) =>
		[name, contentType, contentId, isInline && 'inline', content].filter(Boolean).join(' '),
	);
}

function lunch(more: object = {}) {
	return world.alice.calendar.create({
		subject: 'Lunch',
		start: '2026-10-07T12:00',
		end: '2026-10-07T12:30',
		...more,
	});
}

describe('a single event', () => {
	it('gets the fields that are given, and keeps the others', async () => {
		const { id } = lunch({ location: 'Canteen', categories: ['Food'] });
		const { action, event } = await update(id, { subject: 'Late lunch', importance: 'high' });
		expect(action).toBe('updated');
		expect(event).toMatchObject({
			subject: 'Late lunch',
			importance: 'high',
			location: { displayName: 'Canteen' },
			categories: ['Food'],
			start: { dateTime: '2026-10-07T10:00:00.0000000' },
		});
		expect(world.connected.server.outbox).toEqual([]);
	});

	it('moves with its start alone, and keeps its length', async () => {
		const { id } = lunch();
		await update(id, { start: '2026-10-08T11:00:00Z' });
		const [item] = world.alice.calendar.items();
		expect([item.start, item.end].map((time) => time.toISOString())).toEqual([
			'2026-10-08T11:00:00.000Z',
			'2026-10-08T11:30:00.000Z',
		]);
		await update(id, { end: '2026-10-08T13:00:00Z' });
		expect(world.alice.calendar.get(id).end.toISOString()).toBe('2026-10-08T13:00:00.000Z');
		await update(id, { isAllDay: true });
		expect(world.alice.calendar.get(id)).toMatchObject({
			isAllDay: true,
			start: new Date('2026-10-07T22:00Z'),
			end: new Date('2026-10-08T22:00Z'),
		});
		await update(id, { start: '2026-10-20' });
		expect(world.alice.calendar.get(id).end).toEqual(new Date('2026-10-20T22:00Z'));
		await expect(update(id, { isAllDay: false })).rejects.toMatchObject({ field: 'start' });
		await expect(
			update(id, { isAllDay: false, start: '2026-10-20T08:00:00Z' }),
		).rejects.toMatchObject({ field: 'end' });
	});

	it('is not written when it is like that already', async () => {
		const { id, changeKey } = lunch({ reminderMinutes: false });
		const { action } = await update(id, {
			subject: 'Lunch',
			start: '2026-10-07T10:00:00Z',
			isReminderOn: false,
		});
		expect(action).toBe('unchanged');
		expect(world.alice.calendar.get(id).changeKey).toBe(changeKey);
		expect(operations()).not.toContain('UpdateItem');
	});

	it('becomes a series, and a single one again', async () => {
		const { id } = lunch();
		await update(id, { rrule: 'FREQ=DAILY;COUNT=2' });
		expect(shown(world.alice)).toEqual(['Lunch 2026-10-07T10:00', 'Lunch 2026-10-08T10:00']);
		await update(id, { recurrence: null });
		expect(shown(world.alice)).toEqual(['Lunch 2026-10-07T10:00']);
	});

	it('keeps the link of its online meeting when it gets another body', async () => {
		const url = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_x?context=%7b%7d&a=1';
		const text = `<p>Old agenda</p><a href="${url.replace('&', '&amp;')}">Join</a>`;
		const { id } = lunch({ body: { type: 'HTML', text } });
		await update(id, { body: { contentType: 'html', content: '<p>New agenda</p>' } });
		const { body } = world.alice.calendar.get(id);
		expect(body.text).toContain('New agenda');
		expect(body.text).not.toContain('Old agenda');
		expect(body.text).toContain(url.replace('&', '&amp;'));
	});

	it('gets the links of a body whose text is the same, once', async () => {
		const linked = (href: string) => ({
			contentType: 'html' as const,
			content: `<p>Details <a class="x" href="${href}">here</a></p>`,
		});
		const { id } = lunch({ body: { type: 'HTML', text: linked('https://a.example/1').content } });
		const body = linked('https://a.example/2?b=1&amp;c=2');
		expect(await update(id, { body })).toMatchObject({ action: 'updated' });
		expect(world.alice.calendar.get(id).body.text).toContain(
			'href="https://a.example/2?b=1&amp;c=2"',
		);
		expect(await update(id, { body })).toMatchObject({ action: 'unchanged' });
		const plain = { contentType: 'text' as const, content: 'Details here' };
		expect(await update(id, { body: plain })).toMatchObject({ action: 'updated' });
		expect(await update(id, { body: plain })).toMatchObject({ action: 'unchanged' });
	});

	it('of somebody else is not changed in what is theirs', async () => {
		world.bob.calendar.create({ subject: 'M', start: '2026-10-07T12:00', attendees: ['alice'] });
		const [{ id }] = world.alice.calendar.items();
		await expect(update(id, { subject: 'Mine' })).rejects.toMatchObject({ field: 'subject' });
		await expect(update(id, { rooms: ['a@b.example'] })).rejects.toMatchObject({
			field: 'attendees',
		});
		const { event } = await update(id, { categories: ['Seen'], showAs: 'busy' });
		expect(event).toMatchObject({ categories: ['Seen'], showAs: 'busy', subject: 'M' });
	});

	it('invites nobody to an event of his own', async () => {
		const { id } = lunch({ attendees: ['bob'], invite: false });
		const attendees = ['Alice@enyoi.example', 'bob@enyoi.example'];
		expect(await update(id, { attendees })).toMatchObject({ action: 'unchanged' });
		expect(operations()).not.toContain('UpdateItem');
	});

	it('writes no attendees for those who changed where nobody did', async () => {
		const { id } = lunch({ attendees: ['bob'], invite: false });
		const { outbox } = world.connected.server;
		const attendees = ['bob@enyoi.example'];
		const options = { sendInvitations: 'changed' } as const;
		expect(await update(id, { attendees }, options)).toMatchObject({ action: 'unchanged' });
		expect(operations()).not.toContain('UpdateItem');
		await update(id, { attendees: [...attendees, 'carol@enyoi.example'] }, options);
		expect(outbox).toMatchObject([{ to: ['bob@enyoi.example', 'carol@enyoi.example'] }]);
	});

	it('is written once when the answer is lost, and mailed once', async () => {
		const { id } = lunch({ attendees: ['bob'], invite: false });
		const { faults, outbox } = world.connected.server;
		faults.add({ fault: resetAfterRunning(), operation: 'UpdateItem', count: 1 });
		const sendInvitations = 'all';
		const { action } = await update(id, { location: 'Roof' }, { sendInvitations });
		expect(action).toBe('updated');
		expect(operations().filter((name) => name === 'UpdateItem')).toHaveLength(1);
		expect(outbox).toHaveLength(1);
		faults.add({ fault: resetBeforeRunning(), operation: 'UpdateItem', count: 1 });
		expect((await update(id, { location: 'Cellar' })).event.location?.displayName).toBe('Cellar');
		faults.add({ fault: resetAfterRunning(), operation: 'UpdateItem', count: 1 });
		await update(id, { attendees: ['bob@enyoi.example'] }, { sendInvitations });
		expect(outbox).toHaveLength(2);
	});

	it('is read again when somebody changes it meanwhile', async () => {
		const { id } = lunch();
		let isOnce = true;
		const touch = () => {
			if (isOnce) world.alice.calendar.update(id, { location: 'Elsewhere' });
			isOnce = false;
			return undefined;
		};
		const fault = { name: 'touched', carriesOut: true, itemError: touch };
		world.connected.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });
		const { event } = await update(id, { subject: 'Brunch' });
		expect(event).toMatchObject({ subject: 'Brunch', location: { displayName: 'Elsewhere' } });
	});
});

describe('one occurrence', () => {
	it('is changed and moved alone', async () => {
		const series = tuesdays(world.alice);
		const { id } = world.alice.calendar.occurrence(series.id, 2);
		const { event } = await update(id, { subject: 'Special', start: '2026-10-14T12:00:00Z' });
		expect(event).toMatchObject({
			type: 'exception',
			subject: 'Special',
			originalStart: '2026-10-13T08:00:00Z',
			end: { dateTime: '2026-10-14T13:00:00.0000000' },
		});
		expect(shown(world.alice).slice(0, 3)).toEqual([
			'Jour fixe 2026-10-06T08:00',
			'Special 2026-10-14T12:00',
			'Jour fixe 2026-10-20T08:00',
		]);
	});

	it('has no recurrence, and no days where its series has hours', async () => {
		const series = tuesdays(world.alice);
		const { id } = world.alice.calendar.occurrence(series.id, 2);
		await expect(update(id, { rrule: 'FREQ=DAILY' })).rejects.toMatchObject({ field: 'rrule' });
		await expect(update(id, { isAllDay: true })).rejects.toMatchObject({ field: 'isAllDay' });
		await expect(
			update(series.id, { subject: 'x' }, { scope: 'occurrence' }),
		).rejects.toMatchObject({
			field: 'event',
		});
	});

	it.each(['id', 'start'])(
		'of somebody else is not changed in what is theirs, named by its %s',
		async (by) => {
			tuesdays(world.bob, { attendees: ['alice'] });
			const [{ id: seriesMasterId }] = world.alice.calendar.items();
			const named = { seriesMasterId, originalStart: '2026-10-13T08:00:00Z' };
			const { id } = world.alice.calendar.occurrence(seriesMasterId, 2);
			const event = by === 'id' ? id : named;
			await expect(update(event, { subject: 'Mine' })).rejects.toMatchObject({ field: 'subject' });
			expect((await update(event, { showAs: 'busy' })).action).toBe('updated');
		},
	);

	it('is deleted alone', async () => {
		const series = tuesdays(world.alice);
		const reference = { seriesMasterId: series.id, originalStart: '2026-10-13T08:00:00Z' };
		const done = await remove(reference);
		expect(done).toEqual({ action: 'deleted', id: series.id, scope: 'occurrence' });
		expect(shown(world.alice)).toHaveLength(7);
		await expect(remove(reference)).rejects.toMatchObject({ code: 'notFound' });
	});
});

describe.each(['exceptionsDropped', 'exceptionsKept'] as const)(
	'a series, %s',
	(recurrenceReset) => {
		beforeEach(() => {
			world.connected.server.behaviours.recurrenceReset = recurrenceReset;
		});

		/** The second is cancelled, the third has another subject, the fifth is moved to Wednesday. */
		function changed() {
			const { calendar } = world.alice;
			const series = tuesdays(world.alice, {
				attendees: ['bob'],
				invite: false,
				location: 'Room 5',
			});
			calendar.occurrence(series.id, 2).delete();
			calendar.occurrence(series.id, 3).update({ subject: 'Budget' });
			calendar.occurrence(series.id, 5).move({ start: '2026-11-04T15:00' });
			return series;
		}

		it('gets another subject, and keeps its occurrences as they are', async () => {
			const series = changed();
			const { id } = world.alice.calendar.occurrence(series.id, 1);
			const { event } = await update(id, { subject: 'Weekly' }, { scope: 'series' });
			expect(event).toMatchObject({ id: series.id, subject: 'Weekly' });
			expect(shown(world.alice)).toEqual([
				'Weekly 2026-10-06T08:00',
				'Budget 2026-10-20T08:00',
				'Weekly 2026-10-27T09:00',
				'Weekly 2026-11-04T14:00',
				'Weekly 2026-11-10T09:00',
				'Weekly 2026-11-17T09:00',
				'Weekly 2026-11-24T09:00',
			]);
		});

		it('moves to another hour and day, across the end of summer time', async () => {
			const series = changed();
			// Named by its fourth occurrence: an hour later, and on Thursday.
			const { id } = world.alice.calendar.occurrence(series.id, 4);
			await update(id, { start: '2026-10-29T10:00:00Z' }, { scope: 'series' });
			expect(shown(world.alice)).toEqual([
				'Jour fixe 2026-10-08T09:00',
				'Budget 2026-10-22T09:00',
				'Jour fixe 2026-10-29T10:00',
				'Jour fixe 2026-11-04T14:00',
				'Jour fixe 2026-11-12T10:00',
				'Jour fixe 2026-11-19T10:00',
				'Jour fixe 2026-11-26T10:00',
			]);
			expect(world.connected.server.outbox).toEqual([]);
		});

		it('is split before an occurrence: both parts keep what is theirs', async () => {
			const series = changed();
			const { id } = world.alice.calendar.occurrence(series.id, 4);
			const { event, before } = await update(
				id,
				{ subject: 'New', start: '2026-10-27T13:00:00Z' },
				{ scope: 'thisAndFollowing' },
			);
			expect(shown(world.alice)).toEqual([
				'Jour fixe 2026-10-06T08:00',
				'Budget 2026-10-20T08:00',
				'New 2026-10-27T13:00',
				'New 2026-11-04T14:00',
				'New 2026-11-10T13:00',
				'New 2026-11-17T13:00',
				'New 2026-11-24T13:00',
			]);
			expect(before).toMatchObject({
				id: series.id,
				recurrence: { range: { type: 'numbered', numberOfOccurrences: 3 } },
				cancelledOccurrences: ['2026-10-13T08:00:00Z'],
			});
			expect(event).toMatchObject({
				type: 'seriesMaster',
				subject: 'New',
				location: { displayName: 'Room 5' },
				attendees: [{ emailAddress: { address: 'bob@enyoi.example' } }],
				recurrence: { range: { type: 'numbered', numberOfOccurrences: 5 } },
			});
			expect(event.id).not.toBe(series.id);
			expect(world.connected.server.outbox).toEqual([]);
		});

		it('ends before an occurrence', async () => {
			const series = changed();
			const { id } = world.alice.calendar.occurrence(series.id, 4);
			expect(await remove(id, { scope: 'thisAndFollowing' })).toEqual({
				action: 'deleted',
				id: series.id,
				scope: 'thisAndFollowing',
			});
			expect(shown(world.alice)).toEqual(['Jour fixe 2026-10-06T08:00', 'Budget 2026-10-20T08:00']);
		});
	},
);

describe('this and following', () => {
	it('from the first occurrence on is the whole series', async () => {
		const series = tuesdays(world.alice);
		const { id } = world.alice.calendar.occurrence(series.id, 1);
		const { event, before } = await update(id, { subject: 'All' }, { scope: 'thisAndFollowing' });
		expect(event.id).toBe(series.id);
		expect(before).toBeUndefined();
		expect(world.alice.calendar.items()).toHaveLength(1);
		await remove(id, { scope: 'thisAndFollowing' });
		expect(world.alice.calendar.items()).toHaveLength(0);
	});

	it('after none but deleted occurrences leaves no empty series', async () => {
		const series = tuesdays(world.alice);
		const { calendar } = world.alice;
		calendar.occurrence(series.id, 1).delete();
		const { id } = calendar.occurrence(series.id, 2);
		const { before } = await update(id, { subject: 'Rest' }, { scope: 'thisAndFollowing' });
		expect(before).toBeUndefined();
		expect(calendar.items()).toHaveLength(1);
		expect(shown(world.alice)).toHaveLength(7);
	});

	it.each([[{}], [{ inputTimeZone: 'Asia/Kolkata' }]])(
		'of a series with an end, every second month, and of days: %j',
		async (zone) => {
			const { calendar } = world.alice;
			const series = calendar.create({
				subject: 'Duty',
				start: '2026-09-07',
				end: '2026-09-09',
				isAllDay: true,
				recurrence: {
					pattern: {
						type: 'RelativeMonthlyRecurrence',
						interval: 2,
						day: 'Monday',
						index: 'First',
					},
					range: { type: 'EndDateRecurrence', endDate: '2027-06-30' },
				},
			});
			const { id } = calendar.occurrence(series.id, 3);
			await update(id, { subject: 'Duty B' }, { scope: 'thisAndFollowing', ...zone });
			expect(shown(world.alice)).toEqual([
				'Duty 2026-09-06T22:00',
				'Duty 2026-11-01T23:00',
				'Duty B 2027-01-03T23:00',
				'Duty B 2027-02-28T23:00',
				'Duty B 2027-05-02T22:00',
			]);
			expect(calendar.items().map(({ isAllDay }) => isAllDay)).toEqual([true, true]);
		},
	);

	it.each([
		['CreateItem', resetAfterRunning()],
		['CreateItem', resetBeforeRunning()],
		['UpdateItem', resetAfterRunning()],
		['UpdateItem', resetBeforeRunning()],
	])('loses and doubles nothing when %s is cut: %#', async (operation, fault) => {
		const series = tuesdays(world.alice);
		const { id } = world.alice.calendar.occurrence(series.id, 4);
		world.connected.server.faults.add({ fault, operation, count: 1 });
		await update(id, { subject: 'New' }, { scope: 'thisAndFollowing' });
		expect(shown(world.alice).map((line) => line.slice(0, 3))).toEqual([
			...['Jou', 'Jou', 'Jou'],
			...['New', 'New', 'New', 'New', 'New'],
		]);
		expect(world.alice.calendar.items()).toHaveLength(2);
	});

	it('goes on where an earlier call was broken off', async () => {
		const series = tuesdays(world.alice);
		const { id } = world.alice.calendar.occurrence(series.id, 4);
		const { faults } = world.connected.server;
		const split = async () => await update(id, { subject: 'New' }, { scope: 'thisAndFollowing' });
		faults.add({ fault: resetBeforeRunning(), operation: 'UpdateItem' });
		await expect(split()).rejects.toMatchObject({ outcome: 'unknown' });
		expect(world.alice.calendar.items()).toHaveLength(2);
		faults.clear();
		await split();
		expect(world.alice.calendar.items()).toHaveLength(2);
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('leaves the series whole where the server refuses to end it', async () => {
		const series = tuesdays(world.alice);
		const before = shown(world.alice);
		const { id } = world.alice.calendar.occurrence(series.id, 4);
		const fault = responseError('ErrorQuotaExceeded');
		world.connected.server.faults.add({ fault, operation: 'UpdateItem' });
		await expect(
			update(id, { subject: 'New' }, { scope: 'thisAndFollowing' }),
		).rejects.toMatchObject({ code: 'limit' });
		expect(shown(world.alice)).toEqual(before);
	});

	it('tells what the new series could not be given', async () => {
		const series = tuesdays(world.alice);
		series.attachments = [
			attached({ name: 'Agenda.txt' }),
			attached({ name: 'Mail', kind: 'item', content: '' }),
		];
		const { id } = world.alice.calendar.occurrence(series.id, 4);
		const { notCopied, event } = await update(
			id,
			{ subject: 'New' },
			{ scope: 'thisAndFollowing' },
		);
		expect(notCopied).toEqual(['attachments']);
		expect(filesOf(event.id)).toEqual(['Agenda.txt text/plain eA==']);
	});

	it.each([
		['a file of its own', ['Agenda.txt', 'Minutes.txt'], ['attachments']],
		['the files of the series', ['Agenda.txt'], undefined],
	])('tells of an occurrence with %s: %j', async (_, names, told) => {
		const series = tuesdays(world.alice);
		series.attachments = [attached({ name: 'Agenda.txt' })];
		const attachments = names.map((name) => attached({ name }));
		world.alice.calendar.occurrence(series.id, 6).update({ subject: 'Special' });
		for (const one of series.exceptions.values()) one.attachments = attachments;
		const { id } = world.alice.calendar.occurrence(series.id, 4);
		const { notCopied } = await update(id, { subject: 'New' }, { scope: 'thisAndFollowing' });
		expect(notCopied).toEqual(told);
	});

	it('keeps the files of the series, and the pictures in its text', async () => {
		const series = tuesdays(world.alice);
		series.attachments = [
			attached({ name: 'logo.png', contentType: 'image/png', contentId: 'l@x', isInline: true }),
			attached({ name: 'Agenda.txt', content: Buffer.from('Agenda ü').toString('base64') }),
		];
		const { id } = world.alice.calendar.occurrence(series.id, 4);
		const { faults } = world.connected.server;
		faults.add({ fault: resetBeforeRunning(), operation: 'UpdateItem' });
		const split = async () => await update(id, { subject: 'New' }, { scope: 'thisAndFollowing' });
		await expect(split()).rejects.toMatchObject({ outcome: 'unknown' });
		faults.clear();
		const { notCopied, event } = await split();
		expect(notCopied).toBeUndefined();
		expect(filesOf(event.id)).toEqual([
			'logo.png image/png l@x inline eA==',
			'Agenda.txt text/plain QWdlbmRhIMO8',
		]);
		expect(filesOf(series.id)).toHaveLength(2);
	});
});

it('what is private is masked in what is told of a change', async () => {
	const { id } = lunch({ sensitivity: 'Private', location: 'Clinic' });
	const { event } = await update(id, { categories: ['Seen'] });
	expect(event).toMatchObject({ masked: true });
	expect(JSON.stringify(event)).not.toMatch(/Lunch|Clinic/);
	const full = await update(id, { importance: 'high' }, { privacy: 'full' });
	expect(full.event).toMatchObject({ masked: false, location: { displayName: 'Clinic' } });
});

it('an Exchange 2010 and a delegate take all of it', async () => {
	for (const folder of ['calendar', 'deleteditems']) {
		world.alice.share('default', 'Editor', folder);
	}
	const exchange = world.connected.reconnect({
		version: 'Exchange2010_SP2',
		mailboxAccess: 'delegate',
	});
	try {
		const event = {
			subject: 'Old',
			start: '2026-10-07T10:00:00Z',
			end: '2026-10-07T11:00:00Z',
			rrule: 'FREQ=DAILY;COUNT=4',
		};
		const created = await createEvent(exchange, { mailbox, event, clientKey: 'old' });
		const { id } = world.alice.calendar.occurrence(created.event.id!, 3);
		const changes = { subject: 'New' };
		await updateEvent(exchange, { mailbox, event: id, changes, scope: 'thisAndFollowing' });
		expect(shown(world.alice).map((line) => line.slice(0, 3))).toEqual([
			'Old',
			'Old',
			'New',
			'New',
		]);
		await deleteEvent(exchange, { mailbox, event: created.event });
		expect(shown(world.alice)).toHaveLength(2);
	} finally {
		await exchange.close();
	}
});

it('a deletion without an answer is looked up', async () => {
	const { faults } = world.connected.server;
	for (const fault of [resetAfterRunning(), resetBeforeRunning()]) {
		const { id } = lunch({ attendees: ['bob'] });
		world.connected.server.outbox.length = 0;
		faults.add({ fault, operation: 'DeleteItem', count: 1 });
		await remove(id, { sendInvitations: 'all' });
		expect(world.alice.calendar.items()).toEqual([]);
		expect(world.connected.server.outbox).toHaveLength(1);
	}
});

it('a deletion that got through late, after it was sent again, is done', async () => {
	const { id } = lunch();
	const { faults } = world.connected.server;
	const lost = resetBeforeRunning();
	const gone = responseError('ErrorItemNotFound');
	const fault: Fault = {
		...lost,
		respond: async (...parts) => {
			faults.add({ fault: gone, operation: 'DeleteItem', count: 1 });
			await lost.respond?.(...parts);
		},
	};
	faults.add({ fault, operation: 'DeleteItem', count: 1 });
	await expect(remove(id)).resolves.toMatchObject({ action: 'deleted' });
});
