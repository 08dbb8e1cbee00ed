import { connect, type Exchange } from '../../../exchange/connection';
import { pushEvents } from '../../../exchange/push/pushEvents';
import type { PushOptions } from '../../../exchange/push/options';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { Company } from '../../exchangeServer';
import type { Behaviours } from '../../exchangeServer/behaviours';
import { startConnected, type Connected } from '../../support/startConnected';
import { appointment, collect, mailbox } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let connected: Connected;
let exchange: Exchange;

/** An account that may edit Alice's calendar, on a server that treats private items so. */
async function startDelegate(privateItems: Behaviours['privateItems']) {
	const company = new Company({ now: () => now, behaviours: { privateItems } });
	company.addPerson({ accountName: 'alice' });
	company.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
	company.user('alice').share('svc-delegate@enyoi.example', 'Editor');
	company.user('alice').share('svc-delegate@enyoi.example', 'Editor', 'deleteditems');
	connected = await startConnected({ company });
	exchange = connect({
		...connected.settings,
		user: 'svc-delegate',
		password: company.account('svc-delegate')!.password,
		mailboxAccess: 'delegate',
	});
}

const push = async (events: PushInput[], options: Partial<PushOptions> = {}) =>
	await collect(pushEvents(exchange, { mailbox, source: 'hr', now, ...options }, events));
const items = () => connected.company.user('alice').calendar.items();

afterEach(async () => {
	await exchange.close();
	await connected.close();
	expect(connected.server.outbox).toEqual([]);
});

describe.each(['omitted', 'maskedById', 'masked', 'visible'] as const)(
	'private items that are %s',
	(how) => {
		beforeEach(async () => await startDelegate(how));

		it('are not written by an account that may not see them', async () => {
			if (how === 'visible') return;
			for (const sensitivity of ['private', 'confidential'] as const) {
				const results = await push([appointment('1', { sensitivity }), appointment('2')]);
				expect(results).toContainEqual(
					expect.objectContaining({
						action: 'failed',
						externalId: '1',
						reason: 'hiddenInExchange',
						message: expect.stringMatching(/private items of alice@.*owner.*impersonation/),
					}),
				);
			}
			expect(items().map(({ subject }) => subject)).toEqual(['Event 2']);
		});

		it('are not doubled when their owner made them private', async () => {
			await push([appointment('1'), appointment('2')]);
			const one = items().find(({ subject }) => subject === 'Event 1')!;
			connected.company.user('alice').calendar.update(one.id, { sensitivity: 'Private' });
			for (const action of ['upsert', 'snapshot'] as const) {
				const [first, second] = await push([appointment('1'), appointment('2')], { action });
				expect(second).toMatchObject({ action: 'unchanged' });
				expect(first).toMatchObject(
					how === 'visible'
						? { action: 'unchanged' }
						: {
								action: 'skipped',
								reason: 'hiddenInExchange',
								message: expect.stringContaining('impersonation'),
							},
				);
			}
			const [deleted] = await push([appointment('1')], { action: 'delete' });
			expect(deleted).toMatchObject(
				how === 'visible'
					? { action: 'deleted' }
					: { reason: 'notLinked', message: expect.stringContaining('private items') },
			);
			expect(items()).toHaveLength(how === 'visible' ? 1 : 2);
		});

		it('are told from personal ones, which are written once and kept', async () => {
			const event = appointment('1', { sensitivity: 'personal', body: 'Bring the plan' });
			expect(await push([event])).toMatchObject([{ action: 'created' }]);
			const [written] = items();
			if (how === 'maskedById') {
				for (const action of ['upsert', 'snapshot'] as const) {
					expect(await push([event], { action })).toMatchObject([
						{ action: 'failed', reason: 'unreadable', message: expect.stringMatching(/personal/) },
					]);
				}
				await push([], { action: 'snapshot', allowEmptySnapshot: true });
				expect(items()).toHaveLength(1);
				return;
			}
			expect(await push([event])).toMatchObject([{ action: 'unchanged' }]);
			const other = { ...event, subject: 'Other' };
			await push([other]);
			await push([other], { action: 'snapshot' });
			expect(items()).toMatchObject([{ id: written.id, sensitivity: 'Personal' }]);
			expect(items()).toMatchObject([{ subject: 'Other', body: { text: 'Bring the plan' } }]);
			expect(await push([event], { action: 'delete' })).toMatchObject([{ action: 'deleted' }]);
			expect(items()).toEqual([]);
		});

		it('are not adopted by their id', async () => {
			if (how === 'visible') return;
			const { calendar } = connected.company.user('alice');
			const own = calendar.create({
				subject: 'Own',
				start: '2026-12-01T09:00:00Z',
				sensitivity: 'Private',
			});
			const [result] = await push([appointment('1', { id: own.id })], {
				conflictPolicy: 'sourceWins',
			});
			expect(result).toMatchObject(
				how === 'maskedById'
					? { action: 'failed', reason: 'unreadable' }
					: { action: 'skipped', reason: 'hiddenInExchange' },
			);
			expect(items().map(({ subject }) => subject)).toEqual(['Own']);
		});
	},
);
