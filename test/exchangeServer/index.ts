import type { Company } from './company';
import { chosenBehaviours, type Behaviours } from './behaviours';
import { createAuthentication } from './authentication';
import { createAutodiscover, type AutodiscoverRules } from './autodiscover';
import type { SignInRecord } from './authentication';
import { createFaults, type Faults } from './faults';
import type { SentMessage } from './model/meetingMail';
import { createCertificateAuthority } from './certificates';
import { EwsService } from './ewsService';
import { HttpFront } from './httpFront';
import { HttpListener, type TlsIdentity } from './httpListener';
import type { ExchangeServerOptions, RequestLog } from './options';
import { seedCompany } from './seed';
import { sharedEwsSchemas, type EwsSchemas } from './schemaValidation';
import { productVersions } from './versions';
import { answerWithoutSocket, type PlainAnswer, type PlainRequest } from './withoutSockets';

export type { ExchangeServerOptions, RequestLog } from './options';
export type { BehaviourChoice, Behaviours } from './behaviours';
export { Company, CompanyUser } from './company';
export type { NewPerson, NewServiceAccount } from './company';
export { CalendarActions } from './calendarActions';
export type { Appointment, AppointmentPatch, OccurrenceActions } from './calendarActions';

export interface ExchangeServer {
	/** `http://127.0.0.1:…/EWS/Exchange.asmx` */
	url: string;
	/** `https://localhost:…/EWS/Exchange.asmx` */
	httpsUrl: string;
	/** PEM of the authority behind the HTTPS certificate. */
	caCertificate: string;
	company: Company;
	/** Where real servers differ; may be changed while the server runs. */
	behaviours: Behaviours;
	/** Rules for faults on demand. */
	faults: Faults;
	/** Attempts to sign in, and which accounts are locked. */
	signIns: SignInRecord;
	/** Redirects and other URLs for autodiscover to answer with. */
	autodiscover: AutodiscoverRules;
	/** Every request so far, oldest first. */
	requests: RequestLog[];
	readonly connectionsOpened: number;
	/** Most connections that were open at the same time. */
	readonly mostConnections: number;
	/** Every message that would have left the mail queue. */
	outbox: SentMessage[];
	/** Answers a request that comes by no socket, for tests of thousands of them. */
	answer(request: PlainRequest): Promise<PlainAnswer>;
	/** Answers of this server that break the schema, and its own failures; empty when all is well. */
	schemaViolations: string[];
	/** @throws Error when an answer broke the schema, so that no test can pass over it */
	close(): Promise<void>;
}

/** Starts an Exchange on loopback. It keeps everything in memory and forgets it when closed. */
export async function startExchangeServer(
	options: ExchangeServerOptions = {},
): Promise<ExchangeServer> {
	const now = options.now ?? (() => new Date());
	const company = options.company ?? seedCompany(options.seed ?? 1, now);
	if (options.behaviours) Object.assign(company.behaviours, chosenBehaviours(options.behaviours));
	const product = options.product ?? 'Exchange2019';
	const { newestSchema } = productVersions[product];
	const settings = { product, newestSchema, timeZone: company.timeZone, now };
	const schemas = await schemasOf(options);
	const identity = await identityOf(options);
	const service = new EwsService(company, settings, schemas);
	const faults = createFaults();
	const authentication = createAuthentication({
		company,
		schemes: options.authentication ?? ['basic', 'ntlm'],
		extendedProtection: options.extendedProtection ?? 'allow',
		now,
	});
	let httpsUrl = '';
	const autodiscover = createAutodiscover({ company, product, ewsUrl: () => httpsUrl, now });
	const front = new HttpFront({
		company,
		service,
		settings,
		faults,
		latencyMs: options.latencyMs ?? 0,
		schemas: schemaFolderOf(options),
		authentication,
		autodiscover,
	});
	const listener: HttpListener = new HttpListener((request, response) => {
		void front.handle({
			request,
			response,
			connection: listener.connectionOf(request),
			arrivedAt: performance.now(),
		});
	});
	const { sockets = true } = options;
	const port = sockets ? await listener.listen(options.port ?? 0) : 0;
	const httpsPort = sockets ? await listener.listenSecurely(options.httpsPort ?? 0, identity) : 0;
	httpsUrl = `https://localhost:${httpsPort}/EWS/Exchange.asmx`;
	return {
		url: `http://127.0.0.1:${port}/EWS/Exchange.asmx`,
		httpsUrl,
		caCertificate: identity.caCertificate,
		company,
		behaviours: company.behaviours,
		faults,
		signIns: authentication.signIns,
		autodiscover: autodiscover.rules,
		requests: front.requests,
		get connectionsOpened() {
			return listener.opened;
		},
		get mostConnections() {
			return listener.mostOpen;
		},
		outbox: company.outbox,
		answer: async (request) =>
			await answerWithoutSocket((exchange) => front.handle(exchange), request),
		schemaViolations: service.schemaViolations,
		async close() {
			front.close();
			service.close();
			await listener.close();
			await schemas?.close();
			if (service.schemaViolations.length > 0) {
				const violations = service.schemaViolations.slice(0, 5).join('\n');
				throw new Error(`The test Exchange broke its own schema:\n${violations}`);
			}
		},
	};
}

function schemaFolderOf({ schemas }: ExchangeServerOptions): string | undefined {
	return (schemas ?? process.env.EWS_SCHEMAS) || undefined;
}

async function schemasOf(options: ExchangeServerOptions): Promise<EwsSchemas | undefined> {
	const directory = schemaFolderOf(options);
	return directory ? await sharedEwsSchemas(directory) : undefined;
}

type Identity = TlsIdentity & { caCertificate: string };

/** Of all servers of the process to which no certificate is given. */
let ownIdentity: Promise<Identity> | undefined;

async function identityOf({ certificate }: ExchangeServerOptions): Promise<Identity> {
	if (certificate) {
		const base64 = certificate.certificate.replace(/-----[^-]+-----|\s/g, '');
		return { ...certificate, der: Buffer.from(base64, 'base64') };
	}
	ownIdentity ??= createIdentity();
	return await ownIdentity;
}

async function createIdentity(): Promise<Identity> {
	const authority = await createCertificateAuthority();
	const issued = await authority.issue();
	return {
		certificate: issued.certificate,
		privateKey: issued.key,
		der: issued.der,
		caCertificate: authority.certificate,
	};
}
