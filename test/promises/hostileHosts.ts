import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Random } from '../support/seed';

export const ownHosts = ['enyoi.example', 'autodiscover.enyoi.example', 'mail.enyoi.example'];
/** Theirs when the credential names the domain. */
export const otherHosts = ['sales.example', 'autodiscover.sales.example', 'mx.sales.example'];
/** Theirs when the credential allows it. */
export const allowedHost = 'gate.partner.example';
export const strangers = [
	'evil.example',
	'autodiscover.evil.example',
	'example',
	'autodiscover.example',
	'enyoi.example.evil.example',
	'notenyoi.example',
	'gate.partner.example.evil.example',
	'outlook.office365.com',
	'127.0.0.1',
];
const allHosts = [...ownHosts, ...otherHosts, allowedHost, ...strangers];

export const mailboxes = [
	...['enyoi.example', 'ENYOI.example', 'enyoi.example', 'enyoi.example.'],
	...[
		'sales.example',
		'evil.example',
		'example',
		'mail.enyoi.example',
		'evil.example#enyoi.example',
	],
	...['enyoi.example@evil.example', 'evil.example/enyoi.example', 'evil.example%2eenyoi.example'],
].map((domain) => `alice@${domain}`);

const type2 =
	'TlRMTVNTUAACAAAADAAMADgAAAAFgomiAAAAAAAAAAAAAAAAAAAAAEQAAAAGA4AlAAAAD0UATgBZAE8ASQA=';

/** Somewhere to go, as servers and attackers write it. */
function place(random: Random): string {
	const host = random.pick(random.chance(0.5) ? allHosts : strangers);
	const own = random.pick(ownHosts);
	const path = random.pick([
		'/autodiscover/autodiscover.svc',
		'/autodiscover/autodiscover.xml',
		'/EWS/Exchange.asmx',
	]);
	return random.pick([
		`https://${host}${path}`,
		`https://${host}${path}`,
		`https://${host}${path}`,
		`https://${host}:8443${path}`,
		`https://${host.toUpperCase()}.${path}`,
		`http://${host}${path}`,
		`//${host}${path}`,
		`\\\\${host}${path.replaceAll('/', '\\')}`,
		`https://${own}@${host}${path}`,
		`https://${own}%2f@${host}${path}`,
		`https:${host}${path}`,
		`ftp://${host}${path}`,
		path,
	]);
}

/** What one host does with whoever comes: the same each time, so that a search gets somewhere. */
export function hostFor(random: Random): (request: IncomingMessage, to: ServerResponse) => void {
	const wantsSignIn = random.chance(0.7);
	const challenges = random.pick([
		['Basic realm="x"'],
		['NTLM', 'Negotiate'],
		['Negotiate', 'NTLM', 'Basic realm="x"'],
		['Bearer', 'Basic realm="x"', 'NTLM'],
	]);
	const answers = Array.from({ length: 3 }, () => answerFor(random));
	let next = 0;
	return (request, response) => {
		const { authorization } = request.headers;
		const [scheme, token = ''] = (authorization ?? '').split(' ');
		const isFirstOfTwo = /^(NTLM|Negotiate)$/i.test(scheme) && token.length < 80;
		if (wantsSignIn && (authorization === undefined || isFirstOfTwo)) {
			const offered = isFirstOfTwo ? [`${scheme} ${type2}`] : challenges;
			response.writeHead(401, { 'WWW-Authenticate': offered }).end();
			return;
		}
		answers[next++ % answers.length](response, authorization ?? '');
	};
}

type AnswerTo = (response: ServerResponse, authorization: string) => void;

function answerFor(random: Random): AnswerTo {
	const to = place(random);
	const text = (body: string, status = 200): AnswerTo => {
		return (response, authorization) => {
			const sent = body.replace('ECHO', echoOf(authorization));
			response.writeHead(status, { 'content-type': 'text/xml', 'x-feserver': 'EX01' }).end(sent);
		};
	};
	const redirect: AnswerTo = (response) => {
		response.writeHead(random.pick([301, 302, 303, 307, 308]), { location: encodeURI(to) }).end();
	};
	return random.pick<() => AnswerTo>([
		() => redirect,
		() => redirect,
		() => text(soap(`<ErrorCode>RedirectUrl</ErrorCode><RedirectTarget>${to}</RedirectTarget>`)),
		() => {
			const address = random.pick(mailboxes);
			const target = `<RedirectTarget>${address}</RedirectTarget>`;
			return text(soap(`<ErrorCode>RedirectAddress</ErrorCode>${target}`));
		},
		() => text(settings(to, place(random))),
		() => text(settings(to, place(random))),
		() => text(pox(`<Action>redirectUrl</Action><RedirectUrl>${to}</RedirectUrl>`)),
		() => {
			const address = `<RedirectAddr>${random.pick(mailboxes)}</RedirectAddr>`;
			return text(pox(`<Action>redirectAddr</Action>${address}`));
		},
		() => {
			const protocol = `<Protocol><Type>EXPR</Type><EwsUrl>${to}</EwsUrl></Protocol>`;
			return text(pox(`<Action>settings</Action>${protocol}`));
		},
		() => text(soap('<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>ECHO</ErrorMessage>')),
		() => text(fault('ECHO'), 500),
		() => text('<html>ECHO</html>', random.pick([200, 403, 404, 456, 503])),
	])();
}

/** What a debugging gateway might repeat, in clear. */
function echoOf(authorization: string): string {
	const [, token = ''] = authorization.split(' ');
	const clear = Buffer.from(token, 'base64')
		.toString('latin1')
		.replace(/[^ -%'-;=?-~]/g, '');
	return `${authorization} ${clear}`;
}

const soap = (user: string) =>
	`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetUserSettingsResponseMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Response><ErrorCode>NoError</ErrorCode><UserResponses><UserResponse>${user}</UserResponse></UserResponses></Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>`;

const settings = (external: string, internal: string) =>
	soap(
		`<ErrorCode>NoError</ErrorCode><UserSettings><UserSetting><Name>ExternalEwsUrl</Name><Value>${external}</Value></UserSetting><UserSetting><Name>InternalEwsUrl</Name><Value>${internal}</Value></UserSetting></UserSettings>`,
	);

const pox = (account: string) =>
	`<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account>${account}</Account></Response></Autodiscover>`;

const fault = (words: string) =>
	`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>${words}</faultstring></s:Fault></s:Body></s:Envelope>`;
