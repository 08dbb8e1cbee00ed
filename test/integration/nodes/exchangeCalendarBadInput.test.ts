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
	expect(small.operations().filter((one) => /^(Create|Update|Delete|Move)/.test(one))).toEqual([]);
	expect(small.server.outbox).toEqual([]);
});

it('one person of whom nothing is known is told beside the others', async () => {
	const { json, error } = await runNode(new ExchangeCalendar(), {
		credential: small.credential,
		timeZone: 'Europe/Amsterdam',
		parameters: {
			resource: 'availability',
			operation: 'getFreeBusy',
			mailboxes: `${at('alice')}, ${at('nobody')}`,
			...week,
		},
	});
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject([
		{ mailbox: at('alice'), scheduleItems: [{}, {}] },
		{ user: at('nobody'), access: 'none', error: expect.stringContaining(at('nobody')) },
	]);
});
