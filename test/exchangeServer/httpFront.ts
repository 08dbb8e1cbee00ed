import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Company } from './company';
import type {
	Account,
	Answer,
	Authentication,
	CallDescription,
	FaultSource,
	FiringFault,
	HttpExchange,
	ServerSettings,
} from './contracts';
import type { Autodiscover } from './autodiscover';
import { answerWith, Disturbances, wholeBody } from './disturbances';
import type { EwsService } from './ewsService';
import type { RequestLog } from './options';
import { servicePage } from './servicePages';
import { subscriptionsOf } from './subscriptions';

export interface HttpFrontOptions {
	company: Company;
	service: EwsService;
	settings: ServerSettings;
	faults: FaultSource;
	authentication: Authentication;
	autodiscover: Autodiscover;
	latencyMs: number;
	/** Folder of the schemas and the WSDL that the server gives out. */
	schemas?: string;
}

const EWS_PATH = /^\/ews\/(exchange\.asmx|services\.wsdl|messages\.xsd|types\.xsd)$/i;
const SMALLEST_COMPRESSED = 1024;
/** Sends later requests of the client to the server that keeps its subscriptions. */
const AFFINITY_COOKIE = 'X-BackEndOverrideCookie=ex01.enyoi.example~1942061522';

/** What IIS and the front end do around EWS: paths, sign-in, headers, compression, the log. */
export class HttpFront {
	readonly requests: RequestLog[] = [];
	private readonly closing = new AbortController();

	private readonly disturbances: Disturbances;

	constructor(private readonly options: HttpFrontOptions) {
		this.disturbances = new Disturbances(options.company, options.settings.now);
	}

	close(): void {
		this.closing.abort();
	}

	async handle(exchange: HttpExchange): Promise<void> {
		const log = this.log(exchange);
		exchange.response.once('finish', () => (log.status = exchange.response.statusCode));
		exchange.response.on('error', () => undefined);
		try {
			await this.answer(exchange, log);
		} catch (error) {
			// A client that was killed while it wrote: nobody waits for an answer.
			if (!exchange.request.complete) return;
			this.options.service.answerFault(error);
			if (!exchange.response.headersSent) exchange.response.writeHead(500);
			exchange.response.end();
		}
	}

	private async answer(exchange: HttpExchange, log: RequestLog): Promise<void> {
		const { request } = exchange;
		log.body = await bodyOf(exchange);
		const path = log.path.split('?')[0];
		const { autodiscover } = this.options;
		const inEws = EWS_PATH.test(path);
		if (autodiscover.handles(path)) log.operation = 'Autodiscover';
		const call = {
			operation: log.operation,
			number: this.requests.length,
			schemaVersion: 'Exchange2007',
		} as const;
		const early = this.options.faults.next('connection', call);
		if (early?.respond) {
			await early.respond(exchange, async () => ({ status: 500, headers: {}, body: '' }));
			return;
		}
		if (!inEws && log.operation === '') {
			await this.send(exchange, { status: 404, headers: {}, body: '' }, log);
			return;
		}
		const tooLarge = inEws ? this.disturbances.ofSize(Buffer.byteLength(log.body)) : undefined;
		if (tooLarge) {
			await answerWith(tooLarge, exchange, call);
			return;
		}
		const anonymous = inEws ? undefined : autodiscover.beforeSignIn({ method: log.method, path });
		if (anonymous) {
			await this.send(exchange, anonymous, log);
			return;
		}
		const account = await this.signIn(exchange, log);
		if (!account) return;
		log.user = account.accountName;
		if (!inEws) {
			await this.answerAutodiscover(exchange, account, log);
			return;
		}
		if (request.method === 'GET' || request.method === 'HEAD') {
			await this.send(exchange, await servicePage(path, this.options.schemas), log);
			return;
		}
		if (!/^text\/xml\b/i.test(request.headers['content-type'] ?? '')) {
			await this.send(exchange, { status: 415, headers: {}, body: '' }, log);
			return;
		}
		if (this.disturbances.refuses(account)) {
			await this.refuse(exchange, log);
			return;
		}
		await this.answerEws(exchange, account, log);
	}

	private async answerAutodiscover(
		exchange: HttpExchange,
		account: Account,
		log: RequestLog,
	): Promise<void> {
		const { method, path, body } = log;
		const run = async () => this.options.autodiscover.answer({ method, path, body, account });
		const fault = this.options.faults.next('call', {
			operation: log.operation,
			user: account.accountName,
			number: this.requests.length,
			schemaVersion: 'Exchange2010',
		});
		if (fault?.respond) await fault.respond(exchange, run);
		else await this.send(exchange, await run(), log);
	}

	private async answerEws(
		exchange: HttpExchange,
		account: Account,
		log: RequestLog,
	): Promise<void> {
		const { service, faults } = this.options;
		const signal = this.signalOf(exchange);
		const call = service.prepare(log.body, account, exchange.request.headers, signal);
		log.operation = call.operation;
		log.mailbox = call.mailbox;
		log.impersonated = call.impersonated;
		const description: CallDescription = {
			operation: call.operation,
			mailbox: call.mailbox,
			user: account.accountName,
			number: this.requests.length,
			schemaVersion: call.schemaVersion,
		};
		const fault: FiringFault | undefined = faults.next('call', description);
		if (this.options.latencyMs > 0)
			await wait(this.options.latencyMs, undefined, { signal }).catch(() => undefined);
		if (!fault) {
			const anchor = exchange.request.headers['x-anchormailbox'];
			const lost = this.disturbances.toAnchor(anchor);
			if (lost) return await answerWith(lost, exchange, description);
			const busy = this.disturbances.busy(call.operation);
			if (busy) {
				if (this.disturbances.isBusyAfterwards) await call.run();
				return await answerWith(busy, exchange, description, call);
			}
		}
		const run = () => call.run(fault);
		if (fault?.respond) {
			await fault.respond(exchange, async () => {
				const { status, body } = await run();
				return { status, headers: this.headersFor(exchange), body: await wholeBody(body) };
			});
			return;
		}
		const { status, body } = await run();
		if (typeof body === 'string') await this.send(exchange, { status, headers: {}, body }, log);
		else await this.stream(exchange, status, body);
	}

	/** 401 for somebody who has signed in, on a connection that ends with it. */
	private async refuse(exchange: HttpExchange, log: RequestLog): Promise<void> {
		const stranger = { ...exchange.connection, state: new Map() };
		const { method, path: url } = log;
		const outcome = await this.options.authentication.authenticate({
			headers: {},
			connection: stranger,
			method,
			url,
		});
		if (outcome.kind === 'refused') {
			exchange.response.setHeader('WWW-Authenticate', outcome.challenges);
		}
		await this.send(exchange, { status: 401, headers: { Connection: 'close' }, body: '' }, log);
	}

	private async signIn(exchange: HttpExchange, log: RequestLog): Promise<Account | undefined> {
		const { request, connection } = exchange;
		const { headers, method = 'GET', url = '/' } = request;
		const outcome = await this.options.authentication.authenticate({
			headers,
			connection,
			method,
			url,
		});
		if (outcome.kind === 'accepted') {
			for (const [name, value] of Object.entries(outcome.headers ?? {})) {
				exchange.response.setHeader(name, value);
			}
			return outcome.account;
		}
		exchange.response.setHeader('WWW-Authenticate', outcome.challenges);
		await this.send(exchange, { status: 401, headers: outcome.headers ?? {}, body: '' }, log);
		return undefined;
	}

	private async send(exchange: HttpExchange, answer: Answer, log: RequestLog): Promise<void> {
		const { request, response } = exchange;
		const headers: Record<string, string | number> = {
			...(answer.body === '' ? {} : { 'Content-Type': 'text/xml; charset=utf-8' }),
			...this.headersFor(exchange),
			...answer.headers,
		};
		let body = Buffer.from(answer.body, 'utf8');
		log.responseBytes = body.length;
		const wantsGzip = /\bgzip\b/i.test(String(request.headers['accept-encoding'] ?? ''));
		if (wantsGzip && body.length >= SMALLEST_COMPRESSED) {
			body = gzipSync(body, { level: 1 });
			headers['Content-Encoding'] = 'gzip';
			headers.Vary = 'Accept-Encoding';
		}
		headers['Content-Length'] = body.length;
		response.writeHead(answer.status, headers);
		response.end(request.method === 'HEAD' ? undefined : body);
	}

	private async stream(
		exchange: HttpExchange,
		status: number,
		envelopes: AsyncIterable<string>,
	): Promise<void> {
		const { response } = exchange;
		response.writeHead(status, {
			'Content-Type': 'text/xml; charset=utf-8',
			...this.headersFor(exchange),
		});
		response.flushHeaders();
		const streams = subscriptionsOf(this.options.company);
		for await (const envelope of envelopes) {
			if (response.destroyed || this.closing.signal.aborted) return;
			if (streams.holdsBack) continue;
			if (streams.breaksOff && envelope.includes('Notification>')) {
				streams.breaksOff = false;
				await new Promise((sent) => response.write(envelope.slice(0, envelope.length / 2), sent));
				response.destroy();
				return;
			}
			response.write(envelope);
		}
		response.end();
	}

	private headersFor({ request }: HttpExchange): Record<string, string> {
		const clientRequestId = request.headers['client-request-id'];
		const wantsItBack = String(request.headers['return-client-request-id'] ?? '') === 'true';
		return {
			Server: 'Microsoft-IIS/10.0',
			'request-id': randomUUID(),
			'X-CalculatedBETarget': `ex01.${this.options.company.domain}`,
			'X-DiagInfo': 'EX01',
			'X-BEServer': 'EX01',
			'X-FEServer': 'EX01',
			'X-Powered-By': 'ASP.NET',
			'Cache-Control': 'private',
			...(String(request.headers['x-preferserveraffinity'] ?? '').toLowerCase() === 'true'
				? { 'Set-Cookie': `${AFFINITY_COOKIE}; path=/; secure; HttpOnly` }
				: {}),
			...(clientRequestId !== undefined && wantsItBack
				? { 'client-request-id': String(clientRequestId) }
				: {}),
		};
	}

	private signalOf({ response }: HttpExchange): AbortSignal {
		const gone = new AbortController();
		response.once('close', () => gone.abort());
		return AbortSignal.any([gone.signal, this.closing.signal]);
	}

	private log({ request, connection }: HttpExchange): RequestLog {
		const entry: RequestLog = {
			operation: '',
			impersonated: false,
			status: 0,
			connection: connection.id,
			secure: connection.secure,
			method: request.method ?? '',
			path: request.url ?? '/',
			userAgent: request.headers['user-agent'],
			headers: request.headers,
			body: '',
			responseBytes: 0,
			at: this.options.settings.now(),
		};
		this.requests.push(entry);
		return entry;
	}
}

async function bodyOf({ request }: HttpExchange): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
