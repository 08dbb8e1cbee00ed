import { addAttachment } from '../../../exchange/calendars/attachments/addAttachment';
import type { AddAttachmentOptions } from '../../../exchange/calendars/attachments/attachment';
import { deleteAttachment } from '../../../exchange/calendars/attachments/deleteAttachment';
import { downloadAttachment } from '../../../exchange/calendars/attachments/downloadAttachment';
import { AttachmentTooLarge } from '../../../exchange/calendars/attachments/errors';
import { getAttachments } from '../../../exchange/calendars/attachments/getAttachments';
import { newAttachmentId } from '../../exchangeServer/model/attachments';
import type { CalendarItem } from '../../exchangeServer/contracts';
import { resetAfterRunning, resetBeforeRunning, truncatedBody } from '../../exchangeServer/faults';
import { send } from '../../exchangeServer/faults/http';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const mailbox = 'alice@enyoi.example';

let connected: Connected;
let event: CalendarItem;
let eventId: string;

beforeAll(async () => {
	connected = await startConnected({ behaviours: { ...harsh, largeRequests: 'accepted' } });
});
afterAll(async () => await connected?.close());

beforeEach(() => {
	event = connected.company
		.user('alice')
		.calendar.create({ subject: 'Plans', start: '2026-11-26T09:00' });
	eventId = event.id;
});
afterEach(() => connected.server.faults.clear());

const list = async (privacy?: 'full') =>
	await getAttachments(connected.exchange, { mailbox, eventId, privacy });
const add = async (options: Partial<AddAttachmentOptions> = {}) =>
	await addAttachment(connected.exchange, {
		mailbox,
		eventId,
		name: 'plan.pdf',
		content: Buffer.from('Plan'),
		...options,
	});
const download = async (attachmentId: string, more = {}) =>
	await downloadAttachment(connected.exchange, { mailbox, eventId, attachmentId, ...more });
const attach = (kind: 'item' | 'reference' | undefined, name: string, content = '') => {
	const id = newAttachmentId();
	const size = Buffer.byteLength(content);
	const lastModified = new Date('2026-11-26T08:00:00Z');
	const base64 = Buffer.from(content).toString('base64');
	event.attachments = [
		...(event.attachments ?? []),
		{ id, kind, name, isInline: false, lastModified, content: base64, size },
	];
	return id;
};

describe('attachments of an event', () => {
	it('are added, listed, downloaded and deleted', async () => {
		const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) % 256));
		const added = await add({ name: 'Plan <1> & ü.pdf', content: bytes });
		expect(added).toEqual({
			id: expect.any(String),
			kind: 'file',
			name: 'Plan <1> & ü.pdf',
			contentType: 'application/pdf',
			size: expect.any(Number),
			isInline: false,
			lastModifiedDateTime: expect.any(String),
		});
		expect(await list()).toEqual([added]);
		const read = await download(added.id);
		expect(read).toMatchObject({ ...added, fileName: 'Plan _1_ & ü.pdf' });
		expect(read.content.equals(bytes)).toBe(true);
		await deleteAttachment(connected.exchange, { mailbox, eventId, attachmentId: added.id });
		expect(await list()).toEqual([]);
		expect(connected.company.outbox).toEqual([]);
	});

	it('are the same bytes, however many', async () => {
		const bytes = Buffer.alloc(5_000_001);
		for (let index = 0; index < bytes.length; index++) bytes[index] = (index * 31) >> 3;
		const { id } = await add({ name: 'video.mp4', content: new Uint8Array(bytes) });
		const read = await download(id);
		expect(read.contentType).toBe('video/mp4');
		expect(read.content.equals(bytes)).toBe(true);
	});

	it('may be empty', async () => {
		const { id } = await add({ content: Buffer.alloc(0) });
		expect((await download(id)).content).toHaveLength(0);
	});

	it('may be pictures of the body', async () => {
		expect(await add({ name: 'logo.png', isInline: true, contentId: 'logo@x' })).toMatchObject({
			isInline: true,
			contentId: 'logo@x',
			contentType: 'image/png',
		});
	});

	it('may be items, which are messages with a name', async () => {
		const mime = 'Subject: Agenda\r\n\r\nOne, two';
		const id = attach('item', 'Agenda: day 1', mime);
		expect(await list()).toMatchObject([{ id, kind: 'item', name: 'Agenda: day 1' }]);
		const read = await download(id);
		expect(read).toMatchObject({ fileName: 'Agenda_ day 1.eml', contentType: 'message/rfc822' });
		expect(read.content.toString()).toBe(mime);
	});

	it('may be links, which have no content', async () => {
		const id = attach('reference', 'Sheet');
		expect(await list()).toMatchObject([{ kind: 'reference', name: 'Sheet' }]);
		await expect(download(id)).rejects.toMatchObject({ code: 'input', field: 'attachmentId' });
	});

	it('of a private event stay private', async () => {
		const { id } = await add({ name: 'diagnosis.pdf' });
		event.sensitivity = 'Private';
		expect(await list()).toEqual([
			{ id, kind: 'file', size: expect.any(Number), isInline: false, masked: true },
		]);
		await expect(download(id)).rejects.toMatchObject({ code: 'input', field: 'privacy' });
		expect(await list('full')).toMatchObject([{ name: 'diagnosis.pdf' }]);
		expect((await download(id, { privacy: 'full' })).content.toString()).toBe('Plan');
	});

	it.each([
		['the answer is lost', resetAfterRunning()],
		['the answer is cut', truncatedBody()],
		['the request is lost', resetBeforeRunning()],
	])('are added once although %s', async (_title, fault) => {
		await add({ content: Buffer.from('another of the same name') });
		connected.server.faults.add({ fault, operation: 'CreateAttachment', count: 1 });
		const added = await add();
		const all = await list();
		expect(all).toHaveLength(2);
		expect(all[1]).toEqual(added);
		expect((await download(added.id)).content.toString()).toBe('Plan');
	});

	it('are there once although a request is carried out late', async () => {
		connected.server.faults.add({
			fault: resetBeforeRunning(),
			operation: 'CreateAttachment',
			count: 1,
		});
		// Between the look and the second request the first one gets through.
		connected.server.faults.add({
			fault: {
				name: 'carriedOutLate',
				carriesOut: true,
				async respond({ response }, answer) {
					attach(undefined, 'plan.pdf', 'Plan');
					send(response, await answer());
				},
			},
			operation: 'CreateAttachment',
			count: 1,
		});
		const added = await add();
		expect(await list()).toEqual([added]);
	});

	it('are deleted although the answer is lost', async () => {
		const { id } = await add();
		connected.server.faults.add({
			fault: resetAfterRunning(),
			operation: 'DeleteAttachment',
			count: 1,
		});
		await deleteAttachment(connected.exchange, { mailbox, eventId, attachmentId: id });
		expect(await list()).toEqual([]);
	});

	it('that are too large for the caller are told before they are read', async () => {
		const { id } = await add({ content: Buffer.alloc(2000) });
		await expect(download(id, { maxSize: 1999 })).rejects.toMatchObject({
			code: 'limit',
			field: 'maxSize',
		});
	});

	it.each([
		['Exchange', 'accepted', 7 * 1024 * 1024 + 1],
		['the web server, which finds no page', 'http404', 3_000_000],
		['the web server', 'http413', 3_000_000],
	] as const)('that are too large for %s are told by name', async (_title, behaviour, size) => {
		Object.assign(connected.company.behaviours, { largeRequests: behaviour });
		const error = await add({ content: Buffer.alloc(size) }).catch((reason: unknown) => reason);
		Object.assign(connected.company.behaviours, { largeRequests: 'accepted' });
		expect(error).toBeInstanceOf(AttachmentTooLarge);
		expect(error).toMatchObject({ field: 'content', attachmentName: 'plan.pdf', size });
		expect(await list()).toEqual([]);
	});
});

describe('attached items', () => {
	it.each([
		['Standup', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', 'Standup.ics', 'text/calendar'],
		['plan.eml', 'begin:vcalendar\r\nend:vcalendar\r\n', 'plan.eml.ics', 'text/calendar'],
		['Carol', 'BEGIN:VCARD\r\nEND:VCARD\r\n', 'Carol.vcf', 'text/vcard'],
		['Mail.EML', 'Subject: BEGIN:VCARD\r\n\r\nHi', 'Mail.EML', 'message/rfc822'],
	])('%s is named by what it is', async (name, mime, fileName, contentType) => {
		const read = await download(attach('item', name, mime));
		expect(read).toMatchObject({ fileName, contentType });
		expect(read.content.toString()).toBe(mime);
	});
});

describe('bad input', () => {
	it.each<[string, Partial<AddAttachmentOptions>, string]>([
		['mailbox', { mailbox: '' }, 'alice@enyoi.com'],
		['eventId', { eventId: '' }, 'AAMk'],
		['name', { name: ' ' }, 'plan.pdf'],
		['name', { name: 'a\nb' }, 'plan.pdf'],
		['name', { name: 'x'.repeat(256) }, 'plan.pdf'],
		['content', { content: 'text' as never }, 'Buffer'],
		['contentId', { isInline: true }, 'cid:'],
		['isInline', { isInline: 'yes' as never }, 'true or false'],
	])('names %s: %p', async (field, options, words) => {
		await expect(add(options)).rejects.toMatchObject({
			code: 'input',
			field,
			remedy: expect.stringContaining(words),
		});
	});

	it('an attachment of another event is none of this one', async () => {
		const { id } = await add();
		eventId = connected.company
			.user('alice')
			.calendar.create({ subject: 'Other', start: '2026-11-27T09:00' }).id;
		const refused = { code: 'input', field: 'attachmentId' };
		await expect(download(id)).rejects.toMatchObject(refused);
		await expect(
			deleteAttachment(connected.exchange, { mailbox, eventId, attachmentId: id }),
		).rejects.toMatchObject(refused);
	});
});
