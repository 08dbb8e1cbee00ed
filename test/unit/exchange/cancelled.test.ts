import { connect, type Exchange } from '../../../exchange/connection';
import { getChanges } from '../../../exchange/changes/getChanges';
import { ExchangeError } from '../../../exchange/errors';
import { resolveMailboxes } from '../../../exchange/mailboxes/resolveMailboxes';
import { applyPlan } from '../../../exchange/push/applyPlan';
import { planEvents, pushEvents } from '../../../exchange/push/pushEvents';
import { twoWay } from '../../../exchange/push/twoWay';

const mailbox = 'alice@enyoi.example';
const push = { mailbox, source: 'HR' };
const plan = {
	version: 2 as const,
	madeAt: '2026-11-25T09:00:00.000Z',
	linked: 0,
	sendInvitations: 'none' as const,
	deleteType: 'toDeletedItems' as const,
	actions: [{ action: 'unchanged' as const, externalId: '1', reason: 'same' as const }],
	...push,
};

async function drain(results: AsyncGenerator<unknown, unknown>): Promise<void> {
	while (!(await results.next()).done);
}

const functions: Record<string, (exchange: Exchange, signal: AbortSignal) => Promise<unknown>> = {
	getChanges: async (exchange, signal) => await drain(getChanges(exchange, { mailbox, signal })),
	pushEvents: async (exchange, signal) =>
		await drain(pushEvents(exchange, { ...push, signal }, [])),
	planEvents: async (exchange, signal) => await planEvents(exchange, { ...push, signal }, []),
	twoWay: async (exchange, signal) => await twoWay(exchange, { ...push, signal }, []),
	applyPlan: async (exchange, signal) => await drain(applyPlan(exchange, plan, { signal })),
	resolveMailboxes: async (exchange, signal) =>
		await drain(resolveMailboxes(exchange, [mailbox], { signal })),
};

describe.each(Object.entries(functions))('%s, cancelled', (_, run) => {
	const exchange = connect({
		server: 'http://127.0.0.1:9/EWS/Exchange.asmx',
		version: 'Exchange2016',
		emailDns: 'enyoi.example',
		user: 'svc-n8n',
		password: 'unused',
	});

	afterAll(async () => await exchange.close());

	it('throws an ExchangeError with the code cancelled', async () => {
		const error: unknown = await run(exchange, AbortSignal.abort()).catch((thrown) => thrown);

		expect(error).toBeInstanceOf(ExchangeError);
		expect(error).toMatchObject({ code: 'cancelled', name: 'Cancelled' });
	});
});
