import {
	ExchangeError,
	InvalidInput,
	InvalidSettings,
	type ResponseDetails,
} from '../../../exchange/errors';
import { HttpStatusError, responseError, WrongAnswer } from '../../../exchange/ews/errors';
import { knownResponseCodes, responseCodeKind } from '../../../exchange/ews/responseCodes';
import { SignInPaused } from '../../../exchange/transport/authentication/signInRefused';
import { mayBeCarriedOut } from '../../../exchange/transport/carriedOut';
import { connectionFailure } from '../../../exchange/transport/connectionFailure';
import {
	AnswerTooSlow,
	Cancelled,
	MalformedHttp,
	NameNotResolved,
	RedirectedToErrorPage,
	RedirectRefused,
	TimedOut,
	TransportLimitExceeded,
	Unreachable,
	type RequestPhase,
} from '../../../exchange/transport/errors';
import { MalformedXml } from '../../../exchange/xml/malformed';

const told = (responseCode: string, httpStatus = 200) =>
	responseError({ responseCode }, { httpStatus });
const status = (httpStatus: number, code: ExchangeError['code'] = 'http') =>
	new HttpStatusError(code, httpStatus, 'an HTML page', { details: { httpStatus } });
const broken = (phase: RequestPhase) => new Unreachable('broken', 'mail:443', phase);
const refusedCertificate = (phase: RequestPhase) =>
	connectionFailure(
		Object.assign(new Error('alert'), { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }),
		{ protocol: 'https:', host: 'mail', port: 443 },
		phase,
	);
const signIn = (details: ResponseDetails = { httpStatus: 401 }) =>
	new ExchangeError('signIn', 'refused', { details });

describe('a request is refused before it is carried out by', () => {
	it.each<[string, ExchangeError]>([
		['a field of the credential', new InvalidSettings('server', 'no')],
		['an argument', new InvalidInput('id', 'no')],
		['a name without address', new NameNotResolved('mail', true)],
		['no trust', new ExchangeError('tls', 'no')],
		['no client certificate', refusedCertificate('sent')],
		['no connection', broken('connecting')],
		['no connection in time', new TimedOut('mail:443', 'connecting', 1)],
		['a full queue', new TransportLimitExceeded('full', {}, 'connecting')],
		['a challenge', signIn()],
		['a pause', new SignInPaused('svc', 1)],
		['a disabled account', told('ErrorAccountDisabled')],
		['a redirect', new RedirectRefused('no', 'https://other.example/')],
		['413', status(413, 'limit')],
		['an older schema', told('ErrorInvalidServerVersion', 500)],
		['the schema', told('ErrorSchemaValidation', 500)],
		['no impersonation', told('ErrorImpersonateUserDenied', 500)],
		['no right', told('ErrorAccessDenied')],
		['no mailbox', told('ErrorNonExistentMailbox')],
		['no item', told('ErrorItemNotFound')],
		['another version of the item', told('ErrorIrresolvableConflict')],
		['its size', told('ErrorMessageSizeExceeded')],
		['a sync state', told('ErrorInvalidSyncStateData')],
		['what it asks for', told('ErrorInvalidRequest', 500)],
	])('%s', (_name, error) => {
		expect(mayBeCarriedOut(error)).toBe(false);
	});
});

describe('a request may have been carried out in spite of', () => {
	it.each<[string, ExchangeError]>([
		...[400, 403, 404, 405, 429, 500, 502, 503, 504].map((code): [string, ExchangeError] => [
			`HTTP ${code}`,
			status(code),
		]),
		['an HTML page that forbids', status(403, 'accessDenied')],
		[
			'a page of Exchange for errors',
			new RedirectedToErrorPage('x', { details: { httpStatus: 302 } }),
		],
		['an answer lost', broken('sent')],
		['an answer broken off', broken('reading')],
		['an alert of TLS in the midst of the answer', refusedCertificate('reading')],
		['silence', new TimedOut('mail:443', 'sent', 1)],
		['an answer that stops', new TimedOut('mail:443', 'reading', 1)],
		['an answer too slow', new AnswerTooSlow('mail:443', 1)],
		['an answer too large', new TransportLimitExceeded('too large')],
		['an answer that is no HTTP', new MalformedHttp('no')],
		['an answer that is no XML', new MalformedXml('no')],
		['the answer of another', new WrongAnswer('no')],
		['being cancelled', new Cancelled()],
		['a busy server', told('ErrorServerBusy', 500)],
		['too many connections', told('ErrorExceededConnectionCount')],
		['a server out of time', told('ErrorTimeoutExpired')],
		['a failing server', told('ErrorInternalServerError', 500)],
		['a code that nobody knows', told('ErrorOfTomorrow', 500)],
		['a fault without a code', told('SoapFault', 500)],
	])('%s', (_name, error) => {
		expect(mayBeCarriedOut(error)).toBe(true);
	});

	it('every code that passes or says nothing', () => {
		const open = knownResponseCodes.filter((code) =>
			/^(throttled|temporarilyUnavailable|server)$/.test(responseCodeKind(code)),
		);
		expect(open.length).toBeGreaterThan(100);
		expect(open.filter((code) => !mayBeCarriedOut(told(code)))).toEqual([]);
	});
});
