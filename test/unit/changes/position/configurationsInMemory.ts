import type { Exchange } from '../../../../exchange/connection';
import { resolveSettings } from '../../../../exchange/settings';

const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** An Exchange that only keeps user configurations: by folder and name, each its bytes in base64. */
export class ConfigurationsInMemory {
	readonly stored = new Map<string, string>();
	/** Operation, folder and name of each request, in their order. */
	readonly requests: string[] = [];
	/** Called before a request is carried out; what it throws is what the caller sees. */
	onRequest: (request: string) => void | Promise<void> = () => undefined;
	/** Called after a request was carried out; what it throws is what the caller sees. */
	onAnswer: (request: string) => void | Promise<void> = () => undefined;
	/** Creating an item of a name that is there: refused with this code, or done without effect. */
	existing: string | undefined = 'ErrorItemSave';
	/** Response codes that answer instead, by the start of a request. */
	readonly failures = new Map<string, string>();

	get writes(): string[] {
		return this.requests.filter((request) => !request.startsWith('Get'));
	}

	connect(mailboxAccess: 'impersonation' | 'delegate' = 'impersonation'): Exchange {
		return {
			settings: resolveSettings({
				server: 'mail.enyoi.example',
				version: 'Exchange2019',
				emailDns: 'enyoi.example',
				user: 'svc',
				password: 'secret',
				mailboxAccess,
			}),
			transport: {
				send: async ({ body }) => {
					const answer = await this.answer(String(body));
					return {
						status: 200,
						headers: { 'content-type': 'text/xml; charset=utf-8' },
						conceal: (text) => text,
						body: (async function* () {
							yield Buffer.from(answer);
						})(),
						discard: () => undefined,
					};
				},
				close: async () => undefined,
			},
			retry: { run: async (attempt) => await attempt(1) },
			ewsUrl: async () => 'https://mail.enyoi.example/EWS/Exchange.asmx',
			close: async () => undefined,
		};
	}

	private async answer(envelope: string): Promise<string> {
		const operation = /<m:(\w+UserConfiguration|GetFolder)>/.exec(envelope)![1];
		const name = / Name="([^"]*)"/.exec(envelope)?.[1] ?? '';
		const folder = /FolderId Id="([^"]*)"/.exec(envelope)![1];
		const actsAs = /<t:ConnectingSID><t:\w+>([^<]*)/.exec(envelope)?.[1] ?? 'svc';
		const owner = /<t:EmailAddress>([^<]*)/.exec(envelope)?.[1] ?? actsAs;
		const request = `${operation.replace('UserConfiguration', '')} ${owner}/${folder}/${name}`;
		this.requests.push(request);
		await this.onRequest(request);
		const planned = [...this.failures].find(([start]) => request.startsWith(start))?.[1];
		if (planned !== undefined) return soap(operation, planned);
		const [code, content] = this.carryOut(
			operation,
			`${owner}/${folder}/${name}`,
			/<t:BinaryData>([^<]*)/.exec(envelope)?.[1] ?? '',
		);
		await this.onAnswer(request);
		return soap(operation, code, content);
	}

	private carryOut(operation: string, place: string, bytes: string): [string, string?] {
		if (operation === 'GetFolder') return ['NoError', `id of ${place}`];
		const exists = this.stored.has(place);
		if (operation === 'CreateUserConfiguration' && exists) return [this.existing ?? 'NoError'];
		if (operation !== 'CreateUserConfiguration' && !exists) return ['ErrorItemNotFound'];
		if (operation === 'GetUserConfiguration') return ['NoError', this.stored.get(place)];
		if (operation === 'DeleteUserConfiguration') this.stored.delete(place);
		else this.stored.set(place, bytes);
		return ['NoError'];
	}
}

function soap(operation: string, code: string, content?: string): string {
	const responseClass = code === 'NoError' ? 'Success' : 'Error';
	const configuration =
		content === undefined
			? ''
			: operation === 'GetFolder'
				? `<m:Folders><t:CalendarFolder><t:FolderId Id="${content}"/></t:CalendarFolder></m:Folders>`
				: `<m:UserConfiguration><t:UserConfigurationName Name="x"/>${content && `<t:BinaryData>${content}</t:BinaryData>`}</m:UserConfiguration>`;
	return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:${operation}Response ${namespaces}><m:ResponseMessages><m:${operation}ResponseMessage ResponseClass="${responseClass}"><m:ResponseCode>${code}</m:ResponseCode>${configuration}</m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response></s:Body></s:Envelope>`;
}
