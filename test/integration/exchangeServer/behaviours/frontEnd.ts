import type { ExchangeServer } from '../../../exchangeServer';
import {
	basic,
	envelope,
	getFolder,
	impersonating,
	send,
	updateItem,
	setField,
} from '../rawClient';
import { alice, created, type Scenarios } from './scenario';

const ALICE = 'alice@enyoi.example';

async function ask(server: ExchangeServer, body: string) {
	const headers = basic(server.company.serviceAccount);
	const text = envelope(body, impersonating(ALICE));
	return await send(server.url, { headers, body: text });
}

/** What is heard of a busy server, and how often a write was carried out that was told so. */
async function heard(server: ExchangeServer) {
	const { id } = await created(server);
	const rename = (subject: string) =>
		updateItem(id, setField('item:Subject', `<t:Subject>${subject}</t:Subject>`));
	let busy: Awaited<ReturnType<typeof ask>> | undefined;
	for (let i = 2; i <= 8; i++) busy = await ask(server, rename(`Subject ${i}`));
	const body = busy!.body.toString();
	const retryAfter = busy!.headers['retry-after'];
	return {
		status: busy!.status,
		code: /ErrorServerBusy/.exec(body)?.[0],
		isFault: body.includes(':Fault>'),
		backOff: /BackOffMilliseconds">(\d+)/.exec(body)?.[1],
		retryAfter: retryAfter && (/GMT$/.test(retryAfter) ? 'date' : retryAfter),
		written: alice(server).get(id).subject,
	};
}

const quiet = { code: undefined, isFault: false, backOff: undefined, retryAfter: undefined };
const told = { ...quiet, code: 'ErrorServerBusy', written: 'Subject 7' };
const refused = { ...quiet, status: 503, written: 'Subject 7' };

export const frontEnd: Scenarios<'transient401' | 'largeRequests' | 'busy' | 'busyMoment'> = {
	transient401: {
		async observe(server) {
			const statuses = [];
			for (let i = 0; i < 25; i++) statuses.push((await ask(server, getFolder())).status);
			return statuses.slice(19);
		},
		expected: {
			burst: [200, 401, 401, 200, 200, 200],
			single: [200, 401, 200, 200, 200, 200],
			never: [200, 200, 200, 200, 200, 200],
		},
	},
	largeRequests: {
		async observe(server) {
			const { status } = await ask(server, `${getFolder()}<!--${'x'.repeat(2 * 1024 * 1024)}-->`);
			return [status, (await ask(server, getFolder())).status];
		},
		expected: { http404: [404, 200], http413: [413, 200], accepted: [200, 200] },
	},
	busy: {
		with: { busyMoment: 'beforeExecution' },
		observe: heard,
		expected: {
			faultBackOff: { ...told, status: 500, isFault: true, backOff: '100' },
			fault: { ...told, status: 500, isFault: true },
			messageBackOff: { ...told, status: 200, backOff: '100' },
			message: { ...told, status: 200 },
			http503: refused,
			http503Seconds: { ...refused, retryAfter: '1' },
			http503Zero: { ...refused, retryAfter: '0' },
			http503Dated: { ...refused, retryAfter: 'date' },
			never: { ...quiet, status: 200, written: 'Subject 8' },
		},
	},
	busyMoment: {
		with: { busy: 'messageBackOff' },
		observe: async (server) => (await heard(server)).written,
		expected: { afterExecution: 'Subject 8', beforeExecution: 'Subject 7' },
	},
};
