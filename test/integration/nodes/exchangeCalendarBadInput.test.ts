/** What people get wrong with Exchange Calendar: the field is named as the panel names it, nothing is written. */
import type { INodeParameters } from 'n8n-workflow';
import { ExchangeCalendar } from '../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import type { CompanyUser } from '../../exchangeServer/company';
import { runNode } from '../../support/runWorkflow';
import { harsh } from '../calendars/harsh';
import { startCompany, type SmallCompany } from './company';

const at = (name: string) => `${name}@enyoi.example`;
const locator = (value: string) => ({ __rl: true, mode: 'id', value });

let small: SmallCompany;
let alice: CompanyUser;
let bob: CompanyUser;
/** Ids of what the tests name. */
const ids: Record<string, string> = {};

beforeAll(async () => {
	small = await startCompany(harsh);
	const { company } = small;
	[alice, bob] = [company.user('alice'), company.user('bob')];
	company.addPerson({ accountName: 'jsmith', displayName: 'Smith, John' });
	company.addPerson({ accountName: 'jane', displayName: 'Smith, Jane' });
	ids.own = alice.calendar.create({ subject: 'Own', start: '2026-12-08T10:00' }).id;
	ids.bobs = bob.calendar.create({ subject: 'Secret', start: '2026-12-08T10:00' }).id;
	bob.calendar.create({ subject: 'Talk', start: '2026-12-09T10:00', attendees: ['alice'] });
	[{ id: ids.mail }] = alice.itemsIn('inbox');
	const get = async (operation: string, parameters: INodeParameters) =>
		(
			await runNode(new ExchangeCalendar(), {
				credential: small.credential,
				parameters: { operation, ...parameters },
			})
		).json[0];
	const series = async (subject: string, recurrence: string) => {
		const times = { start: '2027-01-05T10:00', end: '2027-01-05T11:00' };
		const additionalFields = { recurrence };
		const event = { resource: 'event', mailbox, subject, ...times, additionalFields };
		return String((await get('create', event))[0].id);
	};
	await series('Weekly', 'FREQ=WEEKLY;COUNT=3');
	ids.monthly = await series('Monthly', 'FREQ=MONTHLY;BYDAY=1TU;COUNT=3');
	const [calendarOfBob] = await get('getMany', {
		resource: 'calendar',
		mailbox: locator(at('bob')),
	});
	ids.bobsCalendar = String(calendarOfBob.id);
	const found = await get('getMany', {
		resource: 'event',
		mailbox: locator(at('alice')),
		start: '2027-01-05',
		end: '2027-01-05',
	});
	ids.occurrence = String(found.find(({ subject }) => subject === 'Weekly')?.id);
	small.operations();
	small.server.outbox.length = 0;
});
afterAll(async () => await small.server.close());

const week = { start: '2026-12-07', end: '2026-12-11' };
const meeting = { subject: 'Meeting', start: '2026-12-08T14:00', end: '2026-12-08T15:00' };
const mailbox = locator(at('alice'));
const file = (text: string) => ({
	data: { mimeType: 'text/calendar', data: Buffer.from(text).toString('base64') },
});
const event = (uid: string) =>
	`BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART:20261208T100000Z\r\nEND:VEVENT\r\n`;
const calendar = (...events: string[]) =>
	`BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`;

interface Wrong {
	operation: string;
	parameters: () => INodeParameters;
	ics?: string;
	/** Only Exchange knows: it is asked so, and refuses it. */
	refused?: 'UpdateItem' | 'CreateAttachment';
	/** What the message says, and what to do about it. */
	message: RegExp;
	remedy: RegExp;
}

const wrong: Record<string, Wrong> = {
	'a window that ends before it begins': {
		operation: 'event.getMany',
		parameters: () => ({ mailbox, start: week.end, end: week.start }),
		message: /End/,
		remedy: /after start|later/i,
	},
	'a window of free and busy times that ends before it begins': {
		operation: 'availability.getFreeBusy',
		parameters: () => ({ mailboxes: at('alice'), start: week.end, end: week.start }),
		message: /End/,
		remedy: /after start|later/i,
	},
	'a mailbox that nobody has': {
		operation: 'event.getMany',
		parameters: () => ({ mailbox: locator(at('nobody')), ...week }),
		message: /nobody@enyoi\.example/,
		remedy: /address|Resolve Mailbox/i,
	},
	'a name that several people have': {
		operation: 'calendar.setPermission',
		parameters: () => ({ mailbox, user: 'Smith', level: 'Reviewer' }),
		message: /Smith.*User/,
		remedy: /address.*@/i,
	},
	'an event of another mailbox': {
		operation: 'event.get',
		parameters: () => ({ mailbox, event: locator(ids.bobs) }),
		message: /event/i,
		remedy: /mailbox|id/i,
	},
	'an id of a mail': {
		operation: 'event.delete',
		parameters: () => ({ mailbox, event: locator(ids.mail) }),
		message: /event/i,
		remedy: /id/i,
	},
	'an id that nothing has': {
		operation: 'event.update',
		parameters: () => ({
			mailbox,
			event: locator('AAMkAGNowhere='),
			updateFields: { subject: 'x' },
		}),
		message: /event/i,
		remedy: /id/i,
	},
	'a list in place of an event': {
		operation: 'event.get',
		parameters: () => ({ mailbox, event: { ...locator(''), value: [ids.own] } }),
		message: /Event is a list/,
		remedy: /"id"/,
	},
	'a number that is no time': {
		operation: 'event.create',
		parameters: () => ({ mailbox, ...meeting, start: NaN }),
		message: /Start/,
		remedy: /2026-12-07/,
	},
	'an attachment of an event of another mailbox': {
		operation: 'attachment.getMany',
		parameters: () => ({ mailbox, event: locator(ids.bobs) }),
		message: /alice@enyoi\.example does not have this event.*Event/,
		remedy: /id/i,
	},
	'an attachment of a mail': {
		operation: 'attachment.getMany',
		parameters: () => ({ mailbox, event: locator(ids.mail) }),
		message: /something else than an event.*Event/,
		remedy: /Get Many/,
	},
	'an attachment of an id that nothing has': {
		operation: 'attachment.getMany',
		parameters: () => ({ mailbox, event: locator('AAMkAGNowhere=') }),
		message: /can't read the id of the event.*Event/,
		remedy: /Get Many or Get Changes/,
	},
	'a file for a single occurrence': {
		operation: 'attachment.add',
		parameters: () => ({
			mailbox,
			event: locator(ids.occurrence),
			options: { fileName: 'plan.txt' },
		}),
		ics: 'Plan',
		refused: 'CreateAttachment',
		message: /no files of a single occurrence.*Event/,
		remedy: /series/,
	},
	'a size that is none': {
		operation: 'attachment.download',
		parameters: () => ({
			mailbox,
			event: locator(ids.own),
			attachmentId: 'A=',
			options: { maxMegabytes: 0 },
		}),
		message: /Max Size \(MB\) is 0, not a number up to 180/,
		remedy: /180/,
	},
	'a calendar of another mailbox': {
		operation: 'calendar.rename',
		parameters: () => ({ mailbox, calendar: locator(ids.bobsCalendar), name: 'Plans' }),
		message: /alice@enyoi\.example.*\(Calendar\)/,
		remedy: /id/,
	},
	'an occurrence moved behind the next one': {
		operation: 'event.update',
		parameters: () => ({
			mailbox,
			event: locator(ids.occurrence),
			updateFields: { start: '2027-01-13T10:00' },
		}),
		refused: 'UpdateItem',
		message: /place in the series.*Start/,
		remedy: /between the occurrences/,
	},
	'a series moved to another day of its month': {
		operation: 'event.update',
		parameters: () => ({
			mailbox,
			event: locator(ids.monthly),
			updateFields: { start: '2027-01-06T10:00' },
		}),
		message: /another day.*Recurrence/,
		remedy: /days that are meant/,
	},
	'a reply that XML can not hold': {
		operation: 'outOfOffice.set',
		parameters: () => ({ mailbox, status: 'alwaysEnabled', internalReply: 'Away\u0001' }),
		message: /Internal Reply holds U\+0001/,
		remedy: /control characters/,
	},
	'a file that differs from an occurrence that its series lacks': {
		operation: 'event.create',
		parameters: () => ({ mailbox, eventFrom: 'ics' }),
		ics: calendar(
			'BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261208T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VEVENT\r\n',
			'BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20261209T100000Z\r\nDTSTART:20261209T110000Z\r\nEND:VEVENT\r\n',
		),
		message: /no occurrence.*Input Binary Field/,
		remedy: /pattern/,
	},
	'an answer to an invitation in place of an event': {
		operation: 'event.create',
		parameters: () => ({ mailbox, eventFrom: 'ics' }),
		ics: calendar('METHOD:REPLY\r\n', event('1')),
		message: /METHOD:REPLY.*Input Binary Field/,
		remedy: /invitation/,
	},
	'somebody to invite without an address': {
		operation: 'event.create',
		parameters: () => ({ mailbox, ...meeting, additionalFields: { attendees: 'Bob' } }),
		message: /Bob.*Attendees/,
		remedy: /address.*@/i,
	},
	'a room without an address': {
		operation: 'event.create',
		parameters: () => ({ mailbox, ...meeting, additionalFields: { rooms: 'Atrium' } }),
		message: /Atrium.*Rooms/,
		remedy: /address.*@/i,
	},
	'a room that nobody has': {
		operation: 'event.create',
		parameters: () => ({
			mailbox,
			...meeting,
			sendInvitations: 'all',
			additionalFields: { rooms: `${at('bob')}, ${at('nowhere')}` },
		}),
		message: /no room nowhere@enyoi\.example.*Rooms/,
		remedy: /Get Many of rooms/,
	},
	'a room that nobody has, for a meeting that is there': {
		operation: 'event.update',
		parameters: () => ({
			mailbox,
			event: locator(ids.own),
			updateFields: { rooms: at('nowhere') },
		}),
		message: /no room nowhere@enyoi\.example.*Rooms/,
		remedy: /Get Many of rooms/,
	},
	'a room list that is none': {
		operation: 'room.getMany',
		parameters: () => ({ roomList: locator(at('alice')) }),
		message: /alice@enyoi\.example.*Room List/,
		remedy: /list/i,
	},
	'a wait for rooms that nobody invites': {
		operation: 'event.create',
		parameters: () => ({ mailbox, ...meeting, options: { waitForRooms: 5 } }),
		message: /room.*Wait for Rooms/,
		remedy: /Send Invitations/i,
	},
	'a meeting without any length': {
		operation: 'availability.findSlots',
		parameters: () => ({ required: at('alice'), ...week, durationMinutes: 0 }),
		message: /Duration \(Minutes\).*0/,
		remedy: /5|number/i,
	},
	'an event that ends before it begins': {
		operation: 'event.create',
		parameters: () => ({ mailbox, ...meeting, end: '2026-12-08T13:00' }),
		message: /End/,
		remedy: /not before the start/,
	},
	'an answer to an appointment of ones own': {
		operation: 'event.respond',
		parameters: () => ({ mailbox, event: locator(ids.own), response: 'accept' }),
		message: /own|organiz|invit/i,
		remedy: /./,
	},
	'a file with several events': {
		operation: 'event.create',
		parameters: () => ({ mailbox, eventFrom: 'ics' }),
		ics: calendar(event('1'), event('2')),
		message: /2 events.*Input Binary Field/,
		remedy: /text of its own/,
	},
	'a file without an event': {
		operation: 'event.create',
		parameters: () => ({ mailbox, eventFrom: 'ics' }),
		ics: calendar(),
		message: /no event.*Input Binary Field/,
		remedy: /VEVENT/,
	},
};

it.each(Object.entries(wrong))('%s', async (_, { operation, parameters, ics, ...told }) => {
	const [resource, name] = operation.split('.');
	const { error } = await runNode(new ExchangeCalendar(), {
		credential: small.credential,
		timeZone: 'Europe/Amsterdam',
		parameters: { resource, operation: name, ...parameters() },
		...(ics !== undefined && { binaries: [file(ics)] }),
	});
	expect(error?.message).toMatch(told.message);
	expect(error?.description).toMatch(told.remedy);
	expect(small.operations().filter((one) => /^(Create|Update|Delete|Move)/.test(one))).toEqual(
		told.refused ? [told.refused] : [],
	);
	expect(small.server.outbox).toEqual([]);
});

it('one person of whom nothing is known is told beside the others', async () => {
	const { json, error } = await runNode(new ExchangeCalendar(), {
		credential: small.credential,
		timeZone: 'Europe/Amsterdam',
		parameters: {
			resource: 'availability',
			operation: 'getFreeBusy',
			mailboxes: `${at('alice')}, ${at('nobody')}, b o b`,
			...week,
		},
	});
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject([
		{ mailbox: at('alice'), scheduleItems: [{}, {}] },
		{ user: at('nobody'), access: 'none', error: expect.stringContaining(at('nobody')) },
		{ user: 'b o b', access: 'none', error: expect.stringMatching(/space.*\(Mailboxes\)$/) },
	]);
});
