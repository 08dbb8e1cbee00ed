import type { EwsOperation } from '../../../exchange/ews/operation';
import { getAttachment, listAttachments } from '../../../exchange/ews/operations/attachments';
import { findFolder } from '../../../exchange/ews/operations/findFolder';
import { findItem } from '../../../exchange/ews/operations/findItem';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { getStreamingEvents } from '../../../exchange/ews/operations/getStreamingEvents';
import { getUserAvailability } from '../../../exchange/ews/operations/getUserAvailability';
import { subscribe } from '../../../exchange/ews/operations/subscribe';
import { syncFolderItems } from '../../../exchange/ews/operations/syncFolderItems';
import { operations } from './operations';

/** Answers that are XML of Exchange, and leave something out or are about something else. */

const calendar = { distinguished: 'calendar' } as const;
const shape = { base: 'IdOnly' } as const;

function read<Request, Answer>(
	operation: EwsOperation<Request, Answer>,
	request: Request,
	body: string,
): Answer {
	const reader = operation.response(request);
	const xml = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>${body}</s:Body></s:Envelope>`;
	reader.feed(Buffer.from(xml));
	reader.end();
	return reader.result({ mailbox: 'alice@enyoi.example' });
}

const success = (operation: { name: string }, content: string) =>
	`<m:${operation.name}Response><m:ResponseMessages><m:${operation.name}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation.name}ResponseMessage></m:ResponseMessages></m:${operation.name}Response>`;

const item = (content = '') =>
	`<t:CalendarItem><t:ItemId Id="BBBB" ChangeKey="Dw"/>${content}</t:CalendarItem>`;
const changes = (state: string, last: string, items = '') =>
	success(
		syncFolderItems,
		`${state}${last}<m:Changes>${items && `<t:Create>${items}</t:Create>`}</m:Changes>`,
	);

it.each<[string, () => unknown]>([
	[
		'another item',
		() =>
			read(
				getItem,
				{ ids: [{ id: 'AAAA' }], shape },
				success(getItem, `<m:Items>${item()}</m:Items>`),
			),
	],
	[
		'another folder',
		() =>
			read(
				getFolder,
				{ folders: [{ id: 'AAAA' }] },
				success(
					getFolder,
					'<m:Folders><t:CalendarFolder><t:FolderId Id="BBBB"/></t:CalendarFolder></m:Folders>',
				),
			),
	],
	[
		'the attachments of another item',
		() =>
			read(
				listAttachments,
				{ itemId: 'AAAA' },
				success(listAttachments, `<m:Items>${item()}</m:Items>`),
			),
	],
	[
		'another attachment',
		() =>
			read(
				getAttachment,
				{ id: 'AAAA', asMime: false },
				success(
					getAttachment,
					'<m:Attachments><t:FileAttachment><t:AttachmentId Id="BBBB"/></t:FileAttachment></m:Attachments>',
				),
			),
	],
	[
		'an empty sync state, with which everything would begin anew',
		() => read(syncFolderItems, { folder: calendar }, changes('<m:SyncState/>', '')),
	],
	[
		'an empty id of a subscription',
		() =>
			read(
				subscribe,
				{ folder: calendar, events: ['CreatedEvent'] },
				success(subscribe, '<m:SubscriptionId/>'),
			),
	],
])('%s is no answer', (_name, answer) => {
	expect(answer).toThrow(expect.objectContaining({ code: 'malformedResponse' }));
});

describe('a page that does not say whether it is the last one', () => {
	it.each([
		['of changes goes on as long as there are some', item(), false],
		['of changes is the last one where there are none', '', true],
	])('%s', (_name, items, isLast) => {
		const page = changes('<m:SyncState>H4sI</m:SyncState>', '', items);
		expect(read(syncFolderItems, { folder: calendar }, page)).toMatchObject({
			syncState: 'H4sI',
			includesLastItemInRange: isLast,
		});
	});

	it.each([
		['of items goes on where it is full', 1, false],
		['of items is the last one where it is not', 2, true],
	])('%s', (_name, pageSize, isLast) => {
		const page = success(findItem, `<m:RootFolder><t:Items>${item()}</t:Items></m:RootFolder>`);
		expect(read(findItem, { folder: calendar, offset: 0, pageSize, shape }, page)).toMatchObject({
			includesLastItemInRange: isLast,
		});
	});

	it('of folders is the last one', () => {
		const page = success(findFolder, '<m:RootFolder><t:Folders/></m:RootFolder>');
		const request = { parent: calendar, traversal: 'Deep' } as const;
		expect(read(findFolder, request, page)).toMatchObject({ isLast: true });
	});
});

describe('an item is read all the same', () => {
	const readItem = (content: string) => {
		const answer = success(getItem, `<m:Items>${item(content)}</m:Items>`);
		const [result] = read(getItem, { ids: [{ id: 'BBBB' }], shape }, answer);
		return result.ok ? result.item : undefined;
	};
	const times = '<t:Start>2026-11-24T09:00:00Z</t:Start><t:End>2026-11-24T10:00:00Z</t:End>';

	it('without occurrences that are incomplete', () => {
		const found = readItem(
			`<t:ModifiedOccurrences><t:Occurrence><t:ItemId Id="CCCC"/>${times}</t:Occurrence><t:Occurrence><t:ItemId Id="DDDD"/><t:Start>2026-11-25T09:00:00Z</t:Start></t:Occurrence></t:ModifiedOccurrences><t:DeletedOccurrences><t:DeletedOccurrence/><t:DeletedOccurrence><t:Start>2026-11-26T09:00:00Z</t:Start></t:DeletedOccurrence></t:DeletedOccurrences>`,
		);
		expect(found).toMatchObject({
			modifiedOccurrences: [{ id: 'CCCC', originalStart: '2026-11-24T09:00:00Z' }],
			deletedOccurrences: [{ start: '2026-11-26T09:00:00Z' }],
		});
	});

	const range = '<t:NoEndRecurrence><t:StartDate>2026-11-24</t:StartDate></t:NoEndRecurrence>';
	it.each([
		[
			'with several blanks between its days',
			`<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek> Monday  Friday </t:DaysOfWeek></t:WeeklyRecurrence>${range}`,
			{ kind: 'weekly', interval: 1, daysOfWeek: ['Monday', 'Friday'] },
		],
		[
			'with a pattern that nobody knows',
			`<t:LunarRecurrence><t:Interval>1</t:Interval></t:LunarRecurrence>${range}`,
			undefined,
		],
		[
			'with an empty start of its series',
			'<t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence><t:NoEndRecurrence><t:StartDate/></t:NoEndRecurrence>',
			undefined,
		],
	])('%s', (_name, recurrence, pattern) => {
		const found = readItem(`<t:Recurrence>${recurrence}</t:Recurrence>`);
		expect(found?.itemId.id).toBe('BBBB');
		expect(found?.recurrence?.pattern).toEqual(pattern);
	});
});

it('a sign of life in which nothing happened is no news, whatever blanks are in it', () => {
	const answer = success(
		getStreamingEvents,
		'<m:Notifications><m:Notification><t:SubscriptionId>s1</t:SubscriptionId><t:StatusEvent/></m:Notification><m:Notification><t:SubscriptionId> s2 </t:SubscriptionId><t:ModifiedEvent/></m:Notification></m:Notifications><m:ConnectionStatus> OK </m:ConnectionStatus>',
	);
	expect(read(getStreamingEvents, { subscriptionIds: ['s1', 's2'], minutes: 1 }, answer)).toEqual({
		changed: ['s2'],
		lost: [],
		connection: 'OK',
	});
});

it('who gets neither a view nor a reason is not known to be free', () => {
	const request = {
		addresses: ['alice@enyoi.example'],
		start: 0,
		end: 3_600_000,
		interval: 30,
		view: 'DetailedMerged',
	} as const;
	const answer =
		'<m:GetUserAvailabilityResponse><m:FreeBusyResponseArray><m:FreeBusyResponse/></m:FreeBusyResponseArray></m:GetUserAvailabilityResponse>';
	expect(read(getUserAvailability, request, answer)).toMatchObject([{ ok: false }]);
});

it('what does something else the second time is not sent again by itself', () => {
	const once = operations.filter(({ operation }) => !operation.repeatable);
	expect(once.map(({ exported }) => exported).sort()).toEqual([
		'createAttachment',
		'createFolder',
		'createUserConfiguration',
		'deleteFolder',
		'deleteUserConfiguration',
		'meetingAction',
		'updateUserConfiguration',
	]);
});
