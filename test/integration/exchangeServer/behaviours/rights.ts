import type { ExchangeServer } from '../../../exchangeServer';
import type { PermissionLevel } from '../../../exchangeServer/contracts';
import { keepTimeZone } from '../../../exchangeServer/userConfiguration/userOptions';
import {
	calendarOf,
	calendarView,
	call,
	codes,
	deleteItem,
	getFolder,
	getItem,
	send,
	setField,
	updateItem,
	basic,
	envelope,
	syncItems,
	text,
	texts,
	ids,
} from '../rawClient';
import { alice, asBob, created, type Scenarios } from './scenario';

const ALICE = 'alice@enyoi.example';

function share(server: ExchangeServer, level: PermissionLevel): void {
	server.company.user('alice').share('bob@enyoi.example', level);
}

const configuration = (operation: string, folder: string) =>
	`<m:${operation}><m:UserConfiguration><t:UserConfigurationName Name="Settings">${folder}</t:UserConfigurationName></m:UserConfiguration></m:${operation}>`;

const readConfiguration = (name: string, folder: string) =>
	`<m:GetUserConfiguration><m:UserConfigurationName Name="${name}">${folder}</m:UserConfigurationName><m:UserConfigurationProperties>All</m:UserConfigurationProperties></m:GetUserConfiguration>`;

const resolve = (entry: string) =>
	`<m:ResolveNames ReturnFullContactData="false"><m:UnresolvedEntry>${entry}</m:UnresolvedEntry></m:ResolveNames>`;

const directoryRequests = [
	'<m:GetRoomLists/>',
	'<m:GetRooms><m:RoomList><t:EmailAddress>rooms@enyoi.example</t:EmailAddress></m:RoomList></m:GetRooms>',
	'<m:ExpandDL><m:Mailbox><t:EmailAddress>rooms@enyoi.example</t:EmailAddress></m:Mailbox></m:ExpandDL>',
];

const availability = (address: string) =>
	'<m:GetUserAvailabilityRequest><m:MailboxDataArray><t:MailboxData><t:Email>' +
	`<t:Address>${address}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType>` +
	'</t:MailboxData></m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow>' +
	'<t:StartTime>2026-11-24T00:00:00</t:StartTime><t:EndTime>2026-11-25T00:00:00</t:EndTime>' +
	'</t:TimeWindow><t:RequestedView>FreeBusy</t:RequestedView></t:FreeBusyViewOptions>' +
	'</m:GetUserAvailabilityRequest>';

const listing = (folder: string) =>
	`<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindItem>`;

function addRoomList({ company }: ExchangeServer, count: number): void {
	const names = Array.from({ length: count }, (_, index) => `room${index}`);
	for (const name of names) company.addRoom(name, name);
	company.addGroup({
		smtpAddress: 'rooms@enyoi.example',
		displayName: 'Rooms',
		members: names.map((name) => `${name}@enyoi.example`),
		roomList: true,
	});
}

export const rights: Scenarios<
	| 'privateItems'
	| 'hiddenItems'
	| 'closedTimes'
	| 'othersDeletedItems'
	| 'othersTimeZones'
	| 'folderRoot'
	| 'nameResolution'
	| 'directoryAskers'
	| 'roomListLength'
	| 'distinguishedFolderAddress'
	| 'unknownMailbox'
	| 'mailboxTimeZone'
	| 'serverTimeZones'
	| 'timeZoneDefinitions'
> = {
	privateItems: {
		async observe(server) {
			share(server, 'Editor');
			const item = alice(server).create({
				subject: 'Doctor',
				start: '2026-11-24T10:00',
				sensitivity: 'Private',
			});
			const folder = calendarOf(ALICE);
			const view = calendarView('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z', folder);
			const bob = asBob(server);
			const read = await call(server, getItem([item.id]), bob);
			return {
				view: texts(await call(server, view, bob), 'Subject'),
				listed: ids(await call(server, listing(folder), bob)).length,
				synced: ids(await call(server, syncItems('', 10, folder), bob)).length,
				item: text(read, 'Subject') ?? codes(read)[0],
				uid: text(read, 'UID') !== undefined,
			};
		},
		expected: {
			omitted: { view: [], listed: 0, synced: 0, item: 'ErrorItemNotFound', uid: false },
			byRequest: {
				view: ['Private Appointment'],
				listed: 0,
				synced: 1,
				item: 'ErrorItemNotFound',
				uid: false,
			},
			maskedById: {
				view: ['Private Appointment'],
				listed: 0,
				synced: 1,
				item: 'Private Appointment',
				uid: false,
			},
			masked: {
				view: ['Private Appointment'],
				listed: 1,
				synced: 1,
				item: 'Private Appointment',
				uid: true,
			},
			visible: { view: ['Doctor'], listed: 1, synced: 1, item: 'Doctor', uid: true },
		},
	},
	hiddenItems: {
		async observe(server) {
			share(server, 'Editor');
			const folder = calendarOf(ALICE);
			const bob = asBob(server);
			const shown = await call(server, getFolder(folder, 'AllProperties'), bob);
			return [
				text(shown, 'CreateAssociated'),
				...codes(await call(server, configuration('CreateUserConfiguration', folder), bob)),
			];
		},
		expected: { ownersOnly: ['false', 'ErrorAccessDenied'], editorsToo: ['true', 'NoError'] },
	},
	closedTimes: {
		async observe(server) {
			const { company } = server;
			const { accountName: user, password } = company.addServiceAccount({ accountName: 'other' });
			company.user('alice').share('default', 'None');
			const named = { smtpAddress: 'closed@enyoi.example', displayName: 'Closed' };
			company.addGroup({ ...named, members: [ALICE] });
			const seen = [];
			for (const address of [ALICE, named.smtpAddress]) {
				const answer = await call(server, availability(address), {
					as: { user, password },
					mailbox: null,
				});
				seen.push([codes(answer)[0], text(answer, 'FreeBusyViewType')]);
			}
			return seen;
		},
		expected: {
			viewNone: [
				['NoError', 'None'],
				['NoError', 'None'],
			],
			refused: [
				['ErrorNoFreeBusyAccess', 'None'],
				['NoError', 'MergedOnly'],
			],
		},
	},
	othersDeletedItems: {
		async observe(server) {
			share(server, 'Editor');
			const { id } = await created(server);
			return codes(await call(server, deleteItem(id), asBob(server)));
		},
		expected: { refused: ['ErrorAccessDenied'], allowed: ['NoError'] },
	},
	othersTimeZones: {
		async observe(server) {
			share(server, 'Editor');
			const { id } = await created(server);
			const zone = setField(
				'calendar:StartTimeZone',
				'<t:StartTimeZone Id="Tokyo Standard Time"></t:StartTimeZone>',
			);
			const written = await call(server, updateItem(id, zone), asBob(server));
			return [...codes(written), ...codes(await call(server, updateItem(id, zone)))];
		},
		expected: {
			writable: ['NoError', 'NoError'],
			refused: ['ErrorInvalidPropertySet', 'NoError'],
		},
	},
	folderRoot: {
		async observe(server) {
			share(server, 'Reviewer');
			const root = calendarOf(ALICE).replace('"calendar"', '"msgfolderroot"');
			return codes(await call(server, getFolder(root), asBob(server)));
		},
		expected: { invisible: ['ErrorFolderNotFound'], visible: ['NoError'] },
	},
	nameResolution: {
		async observe(server) {
			server.company.addPerson({
				accountName: 'cberg',
				smtpAddress: 'carol@enyoi.example.br',
				aliases: ['c.berg@enyoi.example'],
			});
			const found = async (entry: string) =>
				texts(await call(server, resolve(entry)), 'EmailAddress');
			return {
				beginning: await found('smtp:carol@enyoi.example'),
				alias: await found('c.berg@enyoi.example'),
				aliasWithPrefix: await found('smtp:c.berg@enyoi.example'),
			};
		},
		expected: {
			partial: {
				beginning: ['carol@enyoi.example.br'],
				alias: [],
				aliasWithPrefix: ['carol@enyoi.example.br'],
			},
			exact: {
				beginning: [],
				alias: ['carol@enyoi.example.br'],
				aliasWithPrefix: ['carol@enyoi.example.br'],
			},
		},
	},
	directoryAskers: {
		async observe(server) {
			const { company } = server;
			const { accountName: user, password } = company.addServiceAccount({
				accountName: 'nobox',
				mailbox: false,
			});
			const as = { user, password };
			addRoomList(server, 1);
			const answers = [];
			for (const request of directoryRequests) {
				const own = await call(server, request, { as, mailbox: null });
				const asAlice = await call(server, request, { as });
				answers.push([codes(own)[0], codes(asAlice)[0]]);
			}
			return answers;
		},
		expected: {
			withMailbox: [
				['ErrorNameResolutionNoMailbox', 'NoError'],
				['ErrorNameResolutionNoMailbox', 'NoError'],
				['ErrorNameResolutionNoMailbox', 'NoError'],
			],
			everybody: [
				['NoError', 'NoError'],
				['NoError', 'NoError'],
				['NoError', 'NoError'],
			],
		},
	},
	roomListLength: {
		async observe(server) {
			addRoomList(server, 101);
			return texts(await call(server, directoryRequests[1]), 'EmailAddress').length;
		},
		expected: { first100: 100, all: 101 },
	},
	distinguishedFolderAddress: {
		async observe(server) {
			server.company.addPerson({ accountName: 'carol', aliases: ['c.berg@enyoi.example'] });
			const mailbox = 'carol@enyoi.example';
			const answer = await call(server, getFolder(calendarOf('c.berg@enyoi.example')), { mailbox });
			return [...codes(answer), ...texts(answer, 'Value')];
		},
		expected: {
			primaryOnly: ['ErrorNonPrimarySmtpAddress', 'carol@enyoi.example'],
			anyAddress: ['NoError'],
		},
	},
	unknownMailbox: {
		async observe(server) {
			const anchored = async (address: string) => {
				const headers = { ...basic(server.company.serviceAccount), 'X-AnchorMailbox': address };
				const folder = getFolder(calendarOf(address));
				const reply = await send(server.url, { headers, body: envelope(folder) });
				return [reply.status, reply.headers['x-caserrorcode']];
			};
			return [await anchored('nobody@enyoi.example'), (await anchored(ALICE))[0]];
		},
		expected: {
			http404UserNotFound: [[404, 'UserNotFound'], 200],
			http404MailboxGuid: [[404, 'MailboxGuidWithDomainNotFound'], 200],
			inAnswer: [[200, undefined], 200],
		},
	},
	mailboxTimeZone: {
		async observe(server) {
			keepTimeZone(server.company, server.company.user('alice').mailbox, 'W. Europe Standard Time');
			const folder = '<t:DistinguishedFolderId Id="root"/>';
			return codes(await call(server, readConfiguration('OWA.UserOptions', folder)));
		},
		expected: { unknown: ['ErrorItemNotFound'], asConfigured: ['NoError'] },
	},
	serverTimeZones: {
		async observe(server) {
			const request =
				'<m:GetServerTimeZones ReturnFullTimeZoneData="false"><m:Ids><t:Id>UTC</t:Id></m:Ids></m:GetServerTimeZones>';
			return codes(await call(server, request));
		},
		expected: { missing: ['ErrorInvalidRequest'], answered: ['NoError'] },
	},
	timeZoneDefinitions: {
		async observe(server) {
			const item = alice(server).create({ subject: 'Review', start: '2026-11-24T10:00' });
			const read = await call(server, getItem([item.id]));
			const [zone] = read.children.flatMap(function inside(node): typeof read.children {
				return node.name === 'StartTimeZone' ? [node] : node.children.flatMap(inside);
			});
			return [zone.attributes.Id, texts(zone, 'Month').slice(0, 2)];
		},
		expected: {
			ownId: ['tzone://Microsoft/Custom', ['3', '10']],
			oldRules: ['W. Europe Standard Time', ['3', '9']],
			idOnly: ['W. Europe Standard Time', []],
			full: ['W. Europe Standard Time', ['3', '10']],
		},
	},
};
