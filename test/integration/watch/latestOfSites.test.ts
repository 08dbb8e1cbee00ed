import type { Exchange } from '../../../exchange/connection';
import { latestEvent } from '../../../exchange/watch/latest';
import type { WatchProblem } from '../../../exchange/watch/watchedEvent';
import { startConnected } from '../../support/startConnected';

const [alice, bob, carol, nobody] = ['alice', 'bob', 'carol', 'nobody'].map(
	(name) => `${name}@enyoi.example`,
);

it('tells a site that refuses the account once, for those that are there', async () => {
	const here = await startConnected({ people: ['alice'], schemas: false });
	const there = await startConnected({ people: ['bob', 'carol'], schemas: false });
	try {
		here.company.user('alice').calendar.create({ subject: 'Review', start: new Date() });
		there.company.serviceAccount.password = 'another';
		const isThere = (mailbox = '') => [bob, carol].includes(mailbox);
		const exchange = Object.create(here.exchange, {
			ewsUrl: {
				value: Object.assign(
					async (mailbox?: string) => (isThere(mailbox) ? there : here).server.url,
					{ hasSeveralServers: () => true },
				),
			},
		}) as Exchange;
		const problems: WatchProblem[] = [];
		const latest = await latestEvent(
			exchange,
			{ mailboxes: [bob, nobody, carol, alice] },
			(problem) => problems.push(problem),
		);
		expect(latest).toMatchObject({ subject: 'Review' });
		expect(problems).toMatchObject([
			{
				mailboxes: [bob, carol],
				error: { code: 'signIn', remedy: expect.not.stringMatching(/ago/) },
			},
			{ mailbox: nobody },
		]);
	} finally {
		await here.close();
		await there.close();
	}
});

it('gives up soon where the only known server can not be reached', async () => {
	const here = await startConnected({ people: [], schemas: false });
	const asked = new Set<string | undefined>();
	const find = async (mailbox?: string) => {
		asked.add(mailbox);
		return await Promise.resolve('http://127.0.0.1:9/EWS/Exchange.asmx');
	};
	const ewsUrl = Object.assign(find, { hasSeveralServers: () => false });
	const exchange = Object.create(here.exchange, { ewsUrl: { value: ewsUrl } }) as Exchange;
	try {
		const mailboxes = Array.from({ length: 9 }, (_, number) => `person${number}@enyoi.example`);
		await expect(latestEvent(exchange, { mailboxes })).rejects.toMatchObject({
			code: 'unreachable',
		});
		expect(asked.size).toBe(3);
	} finally {
		await here.close();
	}
});
