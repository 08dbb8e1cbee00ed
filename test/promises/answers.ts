import type { TransportResponse } from '../../exchange/transport/transport';
import { plainResponse } from './inMemory';

/** A page of something in between. */
export function failure(
	status: number,
	page = '<html><body>Error</body></html>',
	more: Record<string, string> = {},
): TransportResponse {
	const body = Buffer.from(page);
	const headers = { 'content-type': 'text/html', ...more };
	return plainResponse(status, headers, body);
}

/** What Exchange says of a request that it can't make sense of. */
export function refusal(): TransportResponse {
	const code = 'ErrorSchemaValidation';
	const message = 'The request failed schema validation.';
	const errors = 'xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"';
	const detail = `<e:ResponseCode ${errors}>${code}</e:ResponseCode><e:Message ${errors}>${message}</e:Message>`;
	const fault = `<s:Fault><faultcode>s:Client</faultcode><faultstring>${message}</faultstring><detail>${detail}</detail></s:Fault>`;
	const page = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${fault}</s:Body></s:Envelope>`;
	return failure(500, page, { 'content-type': 'text/xml; charset=utf-8' });
}

/** The first half, and then a failure. */
export async function* halfOf(body: Buffer, error: () => Error): AsyncGenerator<Buffer> {
	yield body.subarray(0, Math.floor(body.length / 2));
	throw error();
}
