import { resolveMailboxes } from '../../exchange';
import { EVENTS } from './events';
import { expectAll, expectSingly } from './expecting';
import { pushedQuietly } from './pushing';
import { FRONT_END, type Scenario } from './scenario';
import { MAILBOX } from './world';

export const resolve: Scenario = {
	focus: [
		...FRONT_END,
		'nameResolution',
		'distinguishedFolderAddress',
		'unknownMailbox',
		'mailboxTimeZone',
	],
	name: 'resolve',
	async run(world) {
		const users = ['alice', 'a.liddell@enyoi.example', 'bob@enyoi.example', 'nobody'];
		const found = [];
		for await (const one of resolveMailboxes(world.exchange, users, { check: 'directory' })) {
			found.push(`${one.status} ${one.status === 'resolved' ? one.emailAddress : ''}`.trim());
		}
		const wanted = [`resolved ${MAILBOX}`, `resolved ${MAILBOX}`, 'notFound', 'notFound'];
		if (found.join() !== wanted.join())
			throw new Error(`${found.join()} in place of ${wanted.join()}`);
		for await (const { status, calendar, message } of resolveMailboxes(world.exchange, [
			'a.liddell@enyoi.example',
		])) {
			if (status !== 'resolved' || calendar?.access !== 'write')
				throw new Error(`alias: ${status} ${message}`);
		}
		const before = world.server.requests.length;
		for await (const { status } of resolveMailboxes(world.exchange, ['stranger@enyoi.example'])) {
			if (status !== 'notFound' && status !== 'noMailbox') throw new Error(`stranger: ${status}`);
		}
		const asked = world.server.requests.length - before;
		if (asked > 4) throw new Error(`${asked} requests for a mailbox that does not exist`);
	},
};

export const delegate: Scenario = {
	focus: [
		'privateItems',
		'hiddenItems',
		'othersDeletedItems',
		'folderRoot',
		'distinguishedFolderAddress',
	],
	name: 'delegate',
	delegate: true,
	async run(world) {
		await pushedQuietly(
			world,
			EVENTS.filter(({ externalId }) => externalId !== 'private'),
		);
		const item = world.itemsOf('plain')[0];
		world.calendar.update(item.id, { sensitivity: 'Private' });
		const results = await world.push(EVENTS.slice(0, 1), { timeZone: 'Europe/Berlin' });
		if (results[0].action === 'created')
			throw new Error('what the owner made private is created again');
		expectSingly(world, EVENTS.slice(0, 1));
		for await (const { calendar, status, message } of resolveMailboxes(world.exchange, [MAILBOX], {
			listCalendars: true,
		})) {
			if (calendar?.access !== 'write') throw new Error(`resolve: ${status} ${message ?? ''}`);
		}
		const removed = await world.push([{ externalId: 'text', action: 'delete' }]);
		expectAll(removed, 'deleted', 'deletion');
	},
};
