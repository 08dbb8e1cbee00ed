import type { Company } from '../../../exchangeServer/company';
import { EwsService } from '../../../exchangeServer/ewsService';
import { loadEwsSchemas } from '../../../exchangeServer/schemaValidation';
import type { ServerSettings } from '../../../exchangeServer/contracts';
import { serverSchemas } from '../../../requirements';

export interface Answering {
	/**
	 * Sends the content of a SOAP body as that account (default: alice) and returns the whole answer.
	 * Throws when the request or the answer breaks the schema.
	 */
	ask(body: string, options?: { as?: string; header?: string; version?: string }): Promise<string>;
	/** The same, envelope by envelope. */
	stream(
		body: string,
		options?: { as?: string; signal?: AbortSignal },
	): Promise<AsyncIterable<string>>;
}

const schemaFolder = serverSchemas();
const schemas = schemaFolder ? loadEwsSchemas(schemaFolder) : undefined;

afterAll(async () => await (await schemas)?.close());

/** EWS without HTTP, validating both ways when the schemas are at hand. */
export async function answering(
	company: Company,
	now: () => Date = () => new Date('2026-11-23T09:00:00Z'),
): Promise<Answering> {
	const settings: ServerSettings = {
		product: 'Exchange2019',
		newestSchema: 'V2017_07_11',
		timeZone: 'W. Europe Standard Time',
		now,
	};
	const service = new EwsService(company, settings, await schemas);
	const send = async (
		body: string,
		{
			as = 'alice',
			header = '',
			version = 'Exchange2013_SP1',
			signal = new AbortController().signal,
		} = {},
	) => {
		const envelope = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><t:RequestServerVersion Version="${version}"/>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
		const account = company.account(as)!;
		return await service.prepare(envelope, account, {}, signal).run();
	};
	const checked = () => {
		if (service.schemaViolations.length > 0) throw new Error(service.schemaViolations.join('\n'));
	};
	return {
		ask: async (body, options) => {
			const answer = await send(body, options);
			if (typeof answer.body !== 'string') throw new Error('a streamed answer');
			checked();
			return answer.body;
		},
		stream: async (body, options) => {
			const answer = await send(body, options);
			if (typeof answer.body === 'string') throw new Error(`not streamed: ${answer.body}`);
			return answer.body;
		},
	};
}
