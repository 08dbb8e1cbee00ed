import type { BehaviourChoice } from './behaviours';
import type { Company } from './company';
import type { Product } from './contracts';

export type AuthenticationScheme = 'basic' | 'ntlm' | 'bearer';

export interface ExchangeServerOptions {
	/** Default: Exchange2019. */
	product?: Product;
	/** Default: the seeded company. */
	company?: Company;
	/** Number of the seeded company; the same number gives the same company. Default 1. */
	seed?: number;
	/** Where real servers differ. Default: the company's, else the standard ones. */
	behaviours?: BehaviourChoice;
	/** The server's clock. Default: the real one. */
	now?: () => Date;
	/** Offered schemes. Default: basic and ntlm. */
	authentication?: AuthenticationScheme[];
	/** Extended Protection on HTTPS. Default: allow, as the EWS front end of a patched Exchange. */
	extendedProtection?: 'off' | 'allow' | 'require';
	/** Added to each answer. */
	latencyMs?: number;
	/** Folder with soap-ews.xsd; false: no validation. Default: EWS_SCHEMAS when it is set. */
	schemas?: string | false;
	/** False: nothing listens, and only `answer` reaches the server. Default: true. */
	sockets?: boolean;
	/** Default: any free port. */
	port?: number;
	httpsPort?: number;
	/** PEM; default: made on the spot, for localhost and 127.0.0.1, by an authority of its own. */
	certificate?: { certificate: string; privateKey: string; caCertificate: string };
}

/** One request as the server saw it. */
export interface RequestLog {
	/** `GetItem`, `Autodiscover`, or '' when it could not be read. */
	operation: string;
	/** Lower-case address of the mailbox that was acted on. */
	mailbox?: string;
	/** Account name that signed in. */
	user?: string;
	impersonated: boolean;
	status: number;
	/** Number of the TCP connection, from 1. */
	connection: number;
	secure: boolean;
	method: string;
	path: string;
	userAgent?: string;
	headers: Record<string, string | string[] | undefined>;
	/** Body as text. */
	body: string;
	/** Bytes of the answer's body before compression. */
	responseBytes: number;
	at: Date;
}
