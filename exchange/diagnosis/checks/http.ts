import { allowNtlm, showEwsSignIn } from '../../adminCommands';
import { envelope } from '../../ews/envelope';
import { element } from '../../xml/writer';
import { concealedEntries, concealing, type Conceal } from '../../transport/conceal';
import { isClientCertificateAlert } from '../../transport/tlsFailure';
import { userAgent } from '../../transport/userAgent';
import { powershell } from '../../powershell';
import { shell } from '../../shell';
import { defineCheck } from '../check';
import type { Facts } from '../facts';
import { failed, passed, skipped, warning, type Finding } from '../finding';
import { endpointOf, probeTimeoutMs, probeTlsOptions } from '../endpoint';
import { askWithoutSignIn, type HttpAnswer } from '../probes/http';
import { clientCertificateAdvice } from '../advice/clientCertificateAdvice';
import { statusAdvice } from '../advice/statusAdvice';

type Answered = Extract<HttpAnswer, { outcome: 'answered' }>;

/** A harmless question that needs no mailbox. */
const question = envelope(
	element('m:GetServerTimeZones', element('m:Ids', element('t:Id', 'UTC')), {
		ReturnFullTimeZoneData: false,
	}),
	{ schema: 'Exchange2010_SP2' },
);

export const http = defineCheck({
	id: 'http',
	title: 'EWS is there and asks for a sign-in',
	needs: ['tls'],
	testButton: 'runs',
	async run({ facts, signal }) {
		if (!facts.url) return skipped('There is no server to ask.');
		const { settings, url } = facts;
		const endpoint = endpointOf(url);
		const asked = await askWithoutSignIn({
			url,
			endpoint,
			tls:
				endpoint.protocol === 'https:'
					? probeTlsOptions(endpoint, settings ?? { allowUnauthorizedCerts: false })
					: undefined,
			headers: {
				'content-type': 'text/xml; charset=utf-8',
				'user-agent': userAgent,
				accept: 'text/xml',
			},
			body: question,
			timeoutMs: probeTimeoutMs(settings),
			signal,
		});
		if (asked.outcome === 'failed') return noAnswer(asked, url);
		const answer = concealed(asked, concealing(settings ?? {}));
		const found: Partial<Facts> = {
			schemes: answer.schemes,
			latencies: [answer.ms],
			clockSkewMs: clockSkew(answer),
			server: {
				authentication: answer.schemes,
				frontEndServer: answer.headers['x-feserver'],
			},
		};
		return { ...judged(answer, url), facts: found };
	},
});

/** A server that was signed in to before may repeat what it got then. */
function concealed(answer: Answered, conceal: Conceal): Answered {
	return {
		...answer,
		headers: concealedEntries(answer.headers, conceal),
		body: conceal(answer.body),
	};
}

function judged(answer: Answered, url: string): Finding {
	const { status, headers, schemes } = answer;
	const seen = `HTTP ${status}${serverOf(headers)} in ${answer.ms} ms`;
	if (status === 401) {
		const command = showEwsSignIn();
		if (schemes.length === 0) {
			return failed({
				details: `${seen}, but no way to sign in is offered.`,
				cause:
					'All authentication methods of the EWS virtual directory are off, or a proxy removes the header WWW-Authenticate.',
				remedy: 'Switch Windows authentication (NTLM) on for the EWS virtual directory.',
				remedyBy: 'exchangeAdmin',
				command: allowNtlm(),
			});
		}
		const via = headers.via;
		const details = `${seen}; sign-in by ${schemes.join(', ')}.`;
		if (via) {
			return warning({
				details: `${details} On the way is ${via}.`,
				cause:
					'A reverse proxy stands between; NTLM needs it to keep connections apart, and Extended Protection fails if it decrypts the traffic.',
				remedy:
					'If sign-in fails, let n8n reach Exchange directly or have the proxy pass TLS through.',
				remedyBy: 'networkAdmin',
				command,
			});
		}
		return passed(details);
	}
	if (isSoap(answer)) {
		return warning({
			details: `${seen}; EWS answers without asking who it is.`,
			cause:
				'Something in front signs in by itself, or anonymous access is on for the EWS virtual directory.',
			remedy:
				'Switch anonymous authentication off for EWS, and check what stands in front of Exchange.',
			remedyBy: 'exchangeAdmin',
			command: showEwsSignIn(),
		});
	}
	return failed(statusAdvice(answer, url, seen));
}

function isSoap({ headers, body }: Answered): boolean {
	return /xml/i.test(headers['content-type'] ?? '') && /<(\w+:)?Envelope\b/.test(body);
}

function serverOf(headers: Record<string, string>): string {
	const names = [headers.server, headers['x-feserver']].filter(Boolean);
	return names.length > 0 ? ` from ${names.join(', ')}` : '';
}

/** To the second, as the header `Date` is; half of the way back is taken off. */
function clockSkew({ headers, receivedAt, ms }: Answered): number | undefined {
	const date = Date.parse(headers.date ?? '');
	return Number.isNaN(date) ? undefined : date + 500 - (receivedAt.getTime() - ms / 2);
}

function noAnswer(
	{ code, message }: Extract<HttpAnswer, { outcome: 'failed' }>,
	url: string,
): Finding {
	const details = `${message} (${code})`;
	const { host, port } = endpointOf(url);
	if (isClientCertificateAlert(code, message)) {
		return failed({ details, ...clientCertificateAdvice });
	}
	if (code.startsWith('HPE_')) {
		return failed({
			details,
			cause: `What listens on port ${port} does not speak HTTP.`,
			remedy: 'Check the port: EWS is served by https, mostly on 443.',
			remedyBy: 'you',
		});
	}
	if (code === 'ETIMEDOUT') {
		return failed({
			details,
			cause:
				'The server takes the connection but does not answer: IIS or its application pool hangs, or a load balancer has no server behind it.',
			remedy:
				'Restart the application pool of EWS, and check the health of the servers behind the load balancer.',
			remedyBy: 'exchangeAdmin',
			command: powershell`Restart-WebAppPool MSExchangeServicesAppPool`,
		});
	}
	return failed({
		details,
		cause: 'The server or something in front of it closed the connection without an answer.',
		remedy: `Check the load balancer or reverse proxy at ${host}, and IIS on the Exchange server.`,
		remedyBy: 'networkAdmin',
		command: shell`curl -v ${url}`,
	});
}
