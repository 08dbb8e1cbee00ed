import { createEvent, getFreeBusy, type RoomAnswer } from '../../exchange';
import { berlin, event } from './events';
import { expectAll, expectNone, expectSingly } from './expecting';
import { FRONT_END, type Scenario } from './scenario';
import { MAILBOX, NOW, type World } from './world';

/** Whatever Exchange makes of the address, the source's edits are written, and nothing else is. */
export const invitedByAlias: Scenario = {
	name: 'an attendee by a further address',
	focus: ['attendeeAddresses', 'changeKeys'],
	async run(world) {
		world.company.addPerson({ accountName: 'dave', aliases: ['d.dodgson@enyoi.example'] });
		const options = { timeZone: 'Europe/Berlin', sendInvitations: 'all' } as const;
		const attendees = [{ emailAddress: { address: 'd.dodgson@enyoi.example' } }];
		const meeting = event('meeting', { attendees });
		const edited = { ...meeting, location: 'Room 1' };
		expectAll(await world.push([meeting], options), 'created', 'first push');
		await expectUnchanged(world, meeting, options, 'second push');
		expectAll(await world.push([edited], options), 'updated', 'an edit');
		await expectUnchanged(world, edited, options, 'after an edit');
		const alone = { ...edited, attendees: [] };
		expectAll(await world.push([alone], options), 'updated', 'without the attendee');
		const left = world.itemsOf('meeting')[0].attendees.length;
		if (left > 0) throw new Error(`${left} attendees after the only one was taken out`);
	},
};

async function expectUnchanged(
	world: World,
	meeting: Parameters<World['push']>[0][number],
	options: Parameters<World['push']>[1],
	when: string,
): Promise<void> {
	const writes = await world.writesOf(async () =>
		expectAll(await world.push([meeting], options), 'unchanged', when),
	);
	expectNone(writes, `${when} writes`);
	expectSingly(world, [meeting]);
}

/** Answers of a room that is free, and of one that is taken unless rooms take everything. */
const ANSWERS: Record<string, [free: RoomAnswer['response'], taken: RoomAnswer['response']]> = {
	late: ['accepted', 'declined'],
	delegate: ['tentativelyAccepted', 'tentativelyAccepted'],
	never: ['none', 'none'],
	atOnce: ['accepted', 'declined'],
};

export const bookedRooms: Scenario = {
	name: 'rooms that answer',
	focus: [...FRONT_END, 'roomAnswers', 'rooms', 'meetingResponses', 'sentCopies'],
	async run(world) {
		const { roomAnswers, rooms } = world.server.behaviours;
		for (const name of ['atrium', 'attic']) world.company.addRoom(name, name);
		const [start, end] = ['2026-11-25T10:00', '2026-11-25T11:00'];
		world.company.user('attic').calendar.create({ subject: 'Taken', start, end });
		const { event: booked, roomAnswers: told } = await createEvent(world.exchange, {
			mailbox: MAILBOX,
			event: {
				subject: 'Review',
				start: berlin('2026-11-25T10:00:00'),
				end: berlin('2026-11-25T11:00:00'),
				rooms: ['atrium@enyoi.example', 'attic@enyoi.example'],
			},
			sendInvitations: 'all',
			waitForRooms: roomAnswers === 'never' ? 1 : 60,
		});
		const [free, taken] = ANSWERS[roomAnswers];
		const wanted = [free, rooms === 'acceptAll' ? free : taken].join();
		const answers = told?.map(({ response }) => response).join();
		if (answers !== wanted) throw new Error(`rooms told as ${answers} in place of ${wanted}`);
		const shown = booked.attendees?.map(({ status }) => status?.response).join();
		if (shown !== wanted) throw new Error(`the event shows ${shown} in place of ${wanted}`);
		if (world.items().length !== 1) throw new Error(`${world.items().length} events for one`);
	},
};

/** As far as people plan, and further than servers let anybody ask. */
export const longWindow: Scenario = {
	name: 'free and busy times of half a year',
	focus: [...FRONT_END, 'availabilityWindow', 'mailboxTimeZone', 'serverTimeZones'],
	async run(world) {
		const { calendar } = world.company.user('carol');
		const at = (day: number) => new Date(NOW.getTime() + day * 86_400_000);
		const days = [1, 41, 43, 63, 179];
		const until = (day: number) => new Date(at(day).getTime() + 3_600_000);
		for (const day of days) {
			calendar.create({ subject: `Day ${day}`, start: at(day), end: until(day) });
		}
		// Over the end of every window that a server may have.
		calendar.create({ subject: 'Leave', start: at(80), end: at(170), showAs: 'OOF' });
		const before = world.server.requests.length;
		const [{ error, scheduleItems }] = await getFreeBusy(world.exchange, {
			mailboxes: ['carol@enyoi.example'],
			start: NOW,
			end: at(180),
		});
		const asked = world.server.requests.length - before;
		if (error) throw error;
		const seen = scheduleItems.map(({ startUtc, endUtc }) => `${startUtc} ${endUtc}`).sort();
		const busy = [...days.map((day) => [at(day), until(day)]), [at(80), at(170)]]
			.map((times) => times.map((time) => time.toISOString().replace('.000', '')).join(' '))
			.sort();
		if (seen.join() !== busy.join()) throw new Error(`busy at ${seen.join()}, not ${busy.join()}`);
		if (asked > 20) throw new Error(`${asked} requests for one mailbox`);
	},
};
