import type { ExchangeServer } from '../../../exchangeServer';
import {
	all,
	basic,
	call,
	calendarView,
	codes,
	createItem,
	envelope,
	getItem,
	ids,
	impersonating,
	send,
	syncItems,
	text,
} from '../rawClient';
import { subscriptionsOf } from '../../../exchangeServer/subscriptions';
import { alice, appointment, created, type Scenarios } from './scenario';

const SEARCH = (offset: number) =>
	'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
	`<m:IndexedPageItemView MaxEntriesReturned="1000" Offset="${offset}" BasePoint="Beginning"/>` +
	'<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="item:Subject"/><t:FieldURIOrConstant>' +
	'<t:Constant Value="Many"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>' +
	'<m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>';

function search(subject: string): string {
	return SEARCH(0).replace('"Many"', `"${subject}"`);
}

async function page(server: ExchangeServer, request: string) {
	const answer = await call(server, request);
	const attributes = all(answer, 'RootFolder')[0]?.attributes;
	return attributes
		? [ids(answer).length, attributes.TotalItemsInView, attributes.IncludesLastItemInRange]
		: [codes(answer)[0], all(answer, 'Value').map(({ text: value }) => value)];
}

async function many(server: ExchangeServer, count: number): Promise<void> {
	for (let i = 0; i < count; i++)
		alice(server).create({ subject: 'Many', start: '2026-11-24T10:00' });
}

const availability = (start: string, end: string) =>
	'<m:GetUserAvailabilityRequest><m:MailboxDataArray><t:MailboxData><t:Email>' +
	'<t:Address>alice@enyoi.example</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType>' +
	'</t:MailboxData></m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow>' +
	`<t:StartTime>${start}</t:StartTime><t:EndTime>${end}</t:EndTime></t:TimeWindow>` +
	'<t:RequestedView>FreeBusy</t:RequestedView></t:FreeBusyViewOptions>' +
	'</m:GetUserAvailabilityRequest>';

const subscribe =
	'<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds>' +
	'<t:DistinguishedFolderId Id="calendar"/></t:FolderIds><t:EventTypes>' +
	'<t:EventType>CreatedEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest>' +
	'</m:Subscribe>';

const streamingEvents = (id: string) =>
	`<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>${id}</t:SubscriptionId>` +
	'</m:SubscriptionIds><m:ConnectionTimeout>1</m:ConnectionTimeout></m:GetStreamingEvents>';

async function streamed(server: ExchangeServer, id: string): Promise<string> {
	const headers = basic(server.company.serviceAccount);
	const body = envelope(streamingEvents(id), impersonating('alice@enyoi.example'));
	return (await send(server.url, { headers, body })).body.toString();
}

const view = calendarView('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z');

export const reading: Scenarios<
	| 'restrictedSearches'
	| 'calendarViewLimit'
	| 'calendarViewEdge'
	| 'syncEnd'
	| 'changeOrder'
	| 'poisonItems'
	| 'batchLimit'
	| 'searchedTexts'
	| 'availabilityWindow'
	| 'notificationNamespace'
	| 'lostSubscriptions'
	| 'hiddenWrites'
	| 'deletedOccurrenceIds'
> = {
	deletedOccurrenceIds: {
		async observe(server) {
			const calendar = alice(server);
			const { id } = calendar.create({
				subject: 'Daily',
				start: '2026-11-24T10:00',
				recurrence: {
					pattern: { type: 'DailyRecurrence', interval: 1 },
					range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
				},
			});
			const second = calendar.occurrence(id, 2);
			second.delete();
			return codes(await call(server, getItem([second.id])));
		},
		expected: {
			invalidOperation: ['ErrorInvalidOperation'],
			notFound: ['ErrorItemNotFound'],
			deleted: ['ErrorCalendarOccurrenceIsDeletedFromRecurrence'],
		},
	},
	hiddenWrites: {
		async observe(server) {
			subscriptionsOf(server.company).minuteMs = 20;
			const subscribed = await call(server, subscribe.replace('Created', 'Modified'));
			const written = await call(
				server,
				'<m:CreateUserConfiguration><m:UserConfiguration><t:UserConfigurationName Name="notes">' +
					'<t:DistinguishedFolderId Id="calendar"/></t:UserConfigurationName>' +
					'<t:BinaryData>AAAA</t:BinaryData></m:UserConfiguration></m:CreateUserConfiguration>',
			);
			const news = await streamed(server, text(subscribed, 'SubscriptionId')!);
			return [codes(written)[0], news.includes('<t:ModifiedEvent>')];
		},
		expected: { folderModified: ['NoError', true], untold: ['NoError', false] },
	},
	lostSubscriptions: {
		async observe(server) {
			const subscribed = await call(server, subscribe);
			subscriptionsOf(server.company).loseAll();
			const answer = await streamed(server, text(subscribed, 'SubscriptionId')!);
			return ['ErrorSubscriptionNotFound', '<m:ErrorSubscriptionIds>'].map((words) =>
				answer.includes(words),
			);
		},
		expected: {
			unnamed: [true, false],
			named: [true, true],
		},
	},
	notificationNamespace: {
		with: { lostSubscriptions: 'named' },
		async observe(server) {
			const book = subscriptionsOf(server.company);
			book.minuteMs = 20;
			const subscribed = await call(server, subscribe);
			await created(server);
			const prefix = async (id: string) =>
				/<(\w):(?:Notification|SubscriptionId)>/.exec(await streamed(server, id))?.[1];
			const id = text(subscribed, 'SubscriptionId')!;
			const news = await prefix(id);
			book.loseAll();
			return [news, await prefix(id)];
		},
		expected: { messages: ['m', 'm'], types: ['t', 't'] },
	},
	availabilityWindow: {
		async observe(server) {
			const ends = ['2026-12-13T00:00:00', '2026-12-14T00:00:00', '2027-01-02T00:00:00'];
			const asked = ends.map(async (end) => {
				const answer = await call(server, availability('2026-11-01T00:00:00', end));
				return codes(answer)[0] ?? text(answer, 'faultcode');
			});
			return await Promise.all(asked);
		},
		expected: {
			days42: ['NoError', 'a:ErrorTimeIntervalTooBig', 'a:ErrorTimeIntervalTooBig'],
			days62: ['NoError', 'NoError', 'NoError'],
		},
	},
	restrictedSearches: {
		async observe(server) {
			await many(server, 260);
			return [await page(server, SEARCH(0)), await page(server, SEARCH(250))];
		},
		expected: {
			total250: [
				[250, '250', 'true'],
				[0, '250', 'true'],
			],
			shortPage250: [
				[250, '250', 'true'],
				[10, '260', 'true'],
			],
			page250: [
				[250, '260', 'false'],
				[10, '260', 'true'],
			],
			whole: [
				[260, '260', 'true'],
				[10, '260', 'true'],
			],
		},
	},
	calendarViewLimit: {
		async observe(server) {
			await many(server, 1001);
			return await page(server, view);
		},
		expected: {
			cutUnmarked: [1000, '1000', 'true'],
			refused: ['ErrorExceededFindCountLimit', ['1000']],
			cutMarked: [1000, '1000', 'false'],
		},
	},
	calendarViewEdge: {
		async observe(server) {
			await created(server);
			return ids(await call(server, calendarView('2026-11-24T10:00:00Z', '2026-11-25T00:00:00Z')))
				.length;
		},
		expected: { endAtStartIncluded: 1, endAtStartLeftOut: 0 },
	},
	syncEnd: {
		async observe(server) {
			await created(server);
			const first = await call(server, syncItems());
			const state = text(first, 'SyncState');
			const second = await call(server, syncItems(state));
			return [first, second].map((answer) => text(answer, 'IncludesLastItemInRange'));
		},
		expected: { neverLast: ['false', 'false'], lastMarked: ['true', 'true'] },
	},
	changeOrder: {
		async observe(server) {
			const subjects = ['a', 'b', 'c', 'd', 'e'];
			const made = new Map<string, string>();
			for (const subject of subjects) {
				made.set(alice(server).create({ subject, start: '2026-11-24T10:00' }).id, subject);
			}
			return ids(await call(server, syncItems()))
				.map((id) => made.get(id))
				.join('');
		},
		// The mixed order hangs on the ids, which are the same in each run.
		expected: {
			shuffled: expect.not.stringMatching(/^(abcde|edcba)$/),
			oldestFirst: 'abcde',
			newestFirst: 'edcba',
		},
	},
	poisonItems: {
		async observe(server) {
			const [good, bad] = [await created(server), await created(server)];
			alice(server).poison(bad.id);
			return [
				codes(await call(server, getItem([good.id, bad.id]))),
				codes(await call(server, view)),
				ids(await call(server, view)).length,
			];
		},
		expected: {
			http500: [['ErrorInternalServerError'], ['NoError'], 2],
			viewOmits: [['NoError', 'ErrorInternalServerError'], ['NoError'], 1],
			viewRefused: [['NoError', 'ErrorInternalServerError'], ['ErrorInternalServerError'], 0],
			itemError: [['NoError', 'ErrorInternalServerError'], ['NoError'], 2],
		},
	},
	batchLimit: {
		async observe(server) {
			const counts = [];
			for (const wanted of [10, 11, 51]) {
				const before = alice(server).items().length;
				const answer = await call(server, createItem(appointment().repeat(wanted)));
				const different = [...new Set(codes(answer))];
				counts.push([codes(answer).length, different, alice(server).items().length - before]);
			}
			return counts;
		},
		expected: {
			http500Above10: [
				[10, ['NoError'], 10],
				[1, ['ErrorInternalServerError'], 0],
				[1, ['ErrorInternalServerError'], 0],
			],
			timeoutAbove10: [
				[10, ['NoError'], 10],
				[11, ['ErrorTimeoutExpired'], 0],
				[51, ['ErrorTimeoutExpired'], 0],
			],
			stoppedAfter10: [
				[10, ['NoError'], 10],
				[11, ['NoError', 'ErrorBatchProcessingStopped'], 10],
				[51, ['NoError', 'ErrorBatchProcessingStopped'], 10],
			],
			busyAfter10: [
				[10, ['NoError'], 10],
				[11, ['NoError', 'ErrorServerBusy'], 11],
				[51, ['NoError', 'ErrorServerBusy', 'ErrorBatchProcessingStopped'], 11],
			],
			timeoutAbove50: [
				[10, ['NoError'], 10],
				[11, ['NoError'], 11],
				[51, ['ErrorTimeoutExpired'], 0],
			],
			none: [
				[10, ['NoError'], 10],
				[11, ['NoError'], 11],
				[51, ['NoError'], 51],
			],
		},
	},
	searchedTexts: {
		async observe(server) {
			const long = 'x'.repeat(260);
			alice(server).create({ subject: 'Many', start: '2026-11-24T10:00' });
			alice(server).create({ subject: `${long}1`, start: '2026-11-24T10:00' });
			const found = async (subject: string) => ids(await call(server, search(subject))).length;
			return { otherCase: await found('mANY'), otherEnd: await found(`${long}2`) };
		},
		expected: {
			first255: { otherCase: 1, otherEnd: 1 },
			exactCase: { otherCase: 0, otherEnd: 0 },
			ignoringCase: { otherCase: 1, otherEnd: 0 },
		},
	},
};
