import { resolveMailboxes, type ResolvedMailbox } from '../../exchange';
import { EVENTS } from './events';
import { expectAll, expectSingly } from './expecting';
import { pushedQuietly } from './pushing';
import { FRONT_END, type Scenario } from './scenario';
import { MAILBOX, type World } from './world';

async function resolved(
	world: World,
	user: string,
	options?: Parameters<typeof resolveMailboxes>[2],
): Promise<ResolvedMailbox> {
	for await (const one of resolveMailboxes(world.exchange, [user], options)) return one;
	throw new Error(`no answer for ${user}`);
}

function expectStatus({ user, status, message }: ResolvedMailbox, wanted: string[]): void {
	if (!wanted.includes(status)) throw new Error(`${user}: ${status} ${message ?? ''}`);
}

export const resolve: Scenario = {
	name: 'resolve',
	focus: [...FRONT_END, 'nameResolution', 'unknownMailbox', 'mailboxTimeZone', 'serverTimeZones'],
	async run(world) {
		const known = await resolved(world, 'alice');
		expectStatus(known, ['resolved']);
		if (known.calendar?.access !== 'write') throw new Error(`access ${known.calendar?.access}`);
		const before = world.server.requests.length;
		expectStatus(await resolved(world, 'stranger'), ['notFound', 'noMailbox']);
		const asked = world.server.requests.length - before;
		if (asked > 5) throw new Error(`${asked} requests for a mailbox that does not exist`);
	},
};

/** bob@enyoi.example does not exist; bob@enyoi.example.br does. */
export const nearlyTheSame: Scenario = {
	name: 'an address that another begins with',
	focus: ['nameResolution', 'unknownMailbox'],
	async run(world) {
		for (const check of ['directory', 'calendar'] as const) {
			const found = await resolved(world, 'bob@enyoi.example', { check });
			expectStatus(found, ['notFound', 'noMailbox']);
		}
	},
};

export const alias: Scenario = {
	name: 'a further address',
	focus: ['nameResolution', 'distinguishedFolderAddress', 'unknownMailbox'],
	async run(world) {
		for (const check of ['directory', 'calendar'] as const) {
			const found = await resolved(world, 'a.liddell@enyoi.example', { check });
			expectStatus(found, ['resolved']);
			if (found.emailAddress === MAILBOX) continue;
			throw new Error(`${check}: ${found.emailAddress} in place of ${MAILBOX}`);
		}
	},
};

const RIGHTS = [
	'privateItems',
	'hiddenItems',
	'othersDeletedItems',
	'othersTimeZones',
	'folderRoot',
] as const;

export const delegate: Scenario = {
	name: 'delegate',
	focus: [...RIGHTS, 'distinguishedFolderAddress'],
	delegate: true,
	async run(world) {
		const events = EVENTS.filter(({ externalId }) => externalId !== 'private');
		await pushedQuietly(world, events);
		const removed = await world.push([{ externalId: 'text', action: 'delete' }]);
		expectAll(removed, 'deleted', 'deletion');
	},
};

export const delegateLists: Scenario = {
	name: 'calendars for a delegate',
	focus: RIGHTS,
	delegate: true,
	async run(world) {
		const found = await resolved(world, MAILBOX, { listCalendars: true });
		expectStatus(found, ['resolved']);
		if (found.calendar?.access !== 'write') throw new Error(`access ${found.calendar?.access}`);
	},
};

export const delegatePrivate: Scenario = {
	name: 'private items for a delegate',
	focus: RIGHTS,
	delegate: true,
	async run(world) {
		const [event] = EVENTS;
		const options = { timeZone: 'Europe/Berlin' };
		await world.push([event], options);
		world.calendar.update(world.itemsOf(event.externalId)[0].id, { sensitivity: 'Private' });
		const results = await world.push([event], options);
		if (results[0].action === 'created')
			throw new Error('what the owner made private is created again');
		expectSingly(world, [event]);
	},
};
