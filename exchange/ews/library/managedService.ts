import type { ExchangeService, TimeZoneInfo } from 'ews-javascript-api';
import type { Exchange } from '../../connection';
import { impersonationOf } from '../envelope';
import { schemaFor } from '../versions';
import { answerOf, type Answer } from './answer';
import type * as Library from './library';

export type ManagedApi = typeof Library.api;

export interface ManagedTarget {
	/** The mailbox to work on; none: the service account's own. */
	mailbox?: string;
	signal?: AbortSignal;
	/** True when each request may be sent again after a lost answer. Default false. */
	repeatable?: boolean;
}

/** The object model of ews-javascript-api, talking over our connection. */
export interface ManagedService {
	api: ManagedApi;
	service: ExchangeService;
	/** The messages of the answer that came last, as our own reader understood them. */
	latest(): Answer | undefined;
}

/**
 * A service that signs in, retries, throttles and acts as the mailbox like every other request of this
 * library. The first one takes about a second, since the object model is loaded only then.
 */
export async function managedService(
	exchange: Exchange,
	{ mailbox, signal, repeatable = false }: ManagedTarget = {},
): Promise<ManagedService> {
	const { api } = await loadLibrary();
	const { settings } = exchange;
	const schema = schemaFor(settings.version);
	// Without a zone the library guesses the machine's and converts dates by a table of its own.
	const service = new api.ExchangeService(api.ExchangeVersion[schema], api.TimeZoneInfo.Utc);
	let latest: Answer | undefined;
	service.Url = new api.Uri(await exchange.ewsUrl(mailbox, signal));
	service.Credentials = noCredentials(api);
	service.SendClientLatencies = false;
	if (mailbox !== undefined && settings.mailboxAccess === 'impersonation') {
		service.ImpersonatedUserId = impersonatedUser(api, exchange, mailbox);
	}
	service.XHRApi = {
		apiName: 'n8n-nodes-exchange-server',
		disconnect() {},
		xhrStream: async () => await Promise.reject(new Error('streaming is not done this way')),
		async xhr({ data }: { data?: string }) {
			latest = await answerOf(exchange, String(data), { mailbox, signal, repeatable });
			return { status: 200, responseText: latest.text, getAllResponseHeaders: () => '' };
		},
	} as unknown as typeof service.XHRApi;
	return { api, service, latest: () => latest };
}

/** Loaded on first use, so that n8n starts without it. */
async function loadLibrary(): Promise<typeof Library> {
	return await import('./library');
}

/**
 * A zone by its Windows id. The server knows its rules; the library's own table is not asked.
 * @param id such as `W. Europe Standard Time`
 */
export function timeZone(api: ManagedApi, id: string): TimeZoneInfo {
	return api.TimeZoneInfo.CreateCustomTimeZone(id, api.TimeSpan.Zero, id, id);
}

/** The connection signs in by itself; the library only insists on having something. */
function noCredentials(api: ManagedApi) {
	class NoCredentials extends api.ExchangeCredentials {
		PrepareWebRequest(): void {}
	}
	return new NoCredentials();
}

function impersonatedUser(api: ManagedApi, { settings }: Exchange, mailbox: string) {
	const who = impersonationOf(mailbox, settings.impersonateBy);
	const { ConnectingIdType, ImpersonatedUserId } = api;
	if ('smtpAddress' in who) {
		return new ImpersonatedUserId(ConnectingIdType.SmtpAddress, who.smtpAddress);
	}
	return 'sid' in who
		? new ImpersonatedUserId(ConnectingIdType.SID, who.sid)
		: new ImpersonatedUserId(ConnectingIdType.PrincipalName, who.userPrincipalName);
}
