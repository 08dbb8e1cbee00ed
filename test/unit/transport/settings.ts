import {
	type ConnectionSettings,
	type ResolvedSettings,
	resolveSettings,
} from '../../../exchange/settings';
import type { TransportResponse } from '../../../exchange/transport/transport';

export function settingsFor(
	url: string,
	changes: Partial<ConnectionSettings> = {},
): ResolvedSettings {
	return resolveSettings({
		server: url,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: 'ENYOI\\svc-n8n',
		password: 'Sécret-1',
		authScheme: 'basic',
		...changes,
	});
}

export async function textOf(response: TransportResponse): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of response.body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
