import * as adding from '../../../../exchange/calendars/attachments/addAttachment';
import type { EventAttachment } from '../../../../exchange/calendars/attachments/attachment';
import * as deleting from '../../../../exchange/calendars/attachments/deleteAttachment';
import * as downloading from '../../../../exchange/calendars/attachments/downloadAttachment';
import * as listing from '../../../../exchange/calendars/attachments/getAttachments';
import * as connection from '../../../../exchange/connection';
import { InvalidInput } from '../../../../exchange/errors';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/attachments/getAttachments', () => ({
	getAttachments: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/attachments/downloadAttachment', () => ({
	downloadAttachment: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/attachments/addAttachment', () => ({
	addAttachment: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/attachments/deleteAttachment', () => ({
	deleteAttachment: jest.fn(),
}));

const getAttachments = jest.mocked(listing.getAttachments);
const downloadAttachment = jest.mocked(downloading.downloadAttachment);
const addAttachment = jest.mocked(adding.addAttachment);
const deleteAttachment = jest.mocked(deleting.deleteAttachment);

const plan: EventAttachment = { id: 'T1=', kind: 'file', name: 'plan.pdf', isInline: false };
const mailbox = locator(alice);
const event = locator('E1=');
const file = { data: Buffer.from('PDF').toString('base64'), mimeType: 'application/pdf' };

const byNode = "={{ $('Trigger').item.binary.other }}";

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	getAttachments.mockReset().mockResolvedValue([plan, { ...plan, id: 'T2=' }]);
	downloadAttachment.mockReset().mockResolvedValue({
		...plan,
		name: 'plan.pdf',
		fileName: 'plan.pdf',
		contentType: 'application/pdf',
		content: Buffer.from('PDF'),
	});
	addAttachment.mockReset().mockResolvedValue(plan);
	deleteAttachment.mockReset().mockResolvedValue(undefined);
});

it('are listed with what the other operations need', async () => {
	const { json } = await runCalendar('attachment.getMany', {
		mailbox,
		event,
		limit: 1,
		options: { privacy: 'full' },
	});

	expect(json[0]).toEqual([{ ...plan, mailbox: alice, eventId: 'E1=' }]);
	expect(getAttachments.mock.calls[0][1]).toMatchObject({ eventId: 'E1=', privacy: 'full' });
});

it('are downloaded into a binary field, by what the list gave', async () => {
	const { outputs, error } = await runCalendar(
		'attachment.download',
		{ mailbox, outputField: 'file', options: { maxMegabytes: 2 } },
		{ items: [{ id: 'T1=', eventId: 'E1=' }] },
	);

	expect(error).toBeUndefined();
	expect(downloadAttachment.mock.calls[0][1]).toMatchObject({
		mailbox: alice,
		eventId: 'E1=',
		attachmentId: 'T1=',
		maxSize: 2 * 1024 * 1024,
	});
	expect(outputs[0][0].binary?.file).toMatchObject({ ...file, fileName: 'plan.pdf' });
	expect(outputs[0][0].json).toMatchObject({ id: 'T1=', eventId: 'E1=' });
	expect(outputs[0][0].json).not.toHaveProperty('content');
	expect(outputs[0][0].pairedItem).toEqual({ item: 0 });
});

it('are added from a binary field, under the name of the file or another', async () => {
	const add = async (options = {}) =>
		await runCalendar(
			'attachment.add',
			{ mailbox, event, options },
			{ binaries: [{ data: { ...file, fileName: 'plan.pdf' } }] },
		);
	const { json } = await add();
	expect(json[0]).toEqual([{ action: 'added', ...plan, mailbox: alice, eventId: 'E1=' }]);
	expect(addAttachment.mock.calls[0][1]).toMatchObject({
		eventId: 'E1=',
		name: 'plan.pdf',
		contentType: 'application/pdf',
		content: Buffer.from('PDF'),
	});
	expect(addAttachment.mock.calls[0][1].isInline).toBeUndefined();

	await add({ fileName: 'other.pdf', contentId: 'logo' });
	expect(addAttachment.mock.calls[1][1]).toMatchObject({
		name: 'other.pdf',
		isInline: true,
		contentId: 'logo',
	});
});

it.each([
	['', 'pdf', 'attachment.pdf'],
	[undefined, '', 'attachment.bin'],
	[' ', undefined, 'attachment.bin'],
])('are added with a name, also where that of the file is %j', async (fileName, ending, name) => {
	await runCalendar(
		'attachment.add',
		{ mailbox, event },
		{ binaries: [{ data: { ...file, fileName, fileExtension: ending } }] },
	);
	expect(addAttachment.mock.calls[0][1].name).toBe(name);
});

it('are added from what an expression gives: the name of a field, or a file', async () => {
	const add = async (inputField: string) =>
		await runCalendar(
			'attachment.add',
			{ mailbox, event, inputField },
			{
				items: [{ field: 'other', text: { name: 'other' } }],
				binaries: [{ other: { ...file, fileName: 'plan.pdf' } }],
			},
		);
	const given = { name: 'plan.pdf', content: Buffer.from('PDF') };

	for (const [call, field] of ['={{ $json.field }}', byNode].entries()) {
		expect((await add(field)).error).toBeUndefined();
		expect(addAttachment.mock.calls[call][1]).toMatchObject(given);
	}
	expect((await add('={{ $json.text }}')).error?.message).toMatch(
		/^Input Binary Field is an object, not a binary field, such as data, or a file/,
	);
	expect((await add('={{ $json.nothing }}')).error?.message).toBe(
		'Input Binary Field is missing for item 0',
	);
	expect(addAttachment).toHaveBeenCalledTimes(2);
});

it('need a file where one is added; other items go on', async () => {
	const { json } = await runCalendar(
		'attachment.add',
		{ mailbox, event },
		{
			items: [{}, {}],
			binaries: [undefined, { data: { ...file, fileName: 'plan.pdf' } }],
			onError: 'continueErrorOutput',
		},
	);

	expect(json[0]).toMatchObject([{ action: 'added' }]);
	expect(json[1]).toEqual([expect.objectContaining({ error: expect.stringMatching(/binary/) })]);
});

it('are deleted by their id', async () => {
	const { json } = await runCalendar('attachment.delete', {
		mailbox,
		event,
		attachmentId: 'T1=',
	});

	expect(deleteAttachment.mock.calls[0][1]).toMatchObject({ eventId: 'E1=', attachmentId: 'T1=' });
	expect(json[0]).toEqual([{ action: 'deleted', id: 'T1=', mailbox: alice, eventId: 'E1=' }]);
});

it('have fields that errors name as the panel does', async () => {
	addAttachment.mockRejectedValue(new InvalidInput('name', 'name is "a\\nb", not a file name'));
	const { error } = await runCalendar(
		'attachment.add',
		{ mailbox, event },
		{ binaries: [{ data: { ...file, fileName: 'plan.pdf' } }] },
	);

	expect(error?.message).toMatch(/^File Name is/);
});
