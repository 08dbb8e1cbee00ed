import { InvalidSettings } from '../errors';
import type { ResolvedSettings } from '../resolveSettings';
import type { Transport } from '../transport/transport';

/** Gives the EWS URL to use for a mailbox: the settings' own, or the one autodiscover finds. */
export interface EwsUrlFinder {
	(mailbox?: string, signal?: AbortSignal): Promise<string>;
}

/** No I/O until the finder is called. */
export function createEwsUrlFinder(
	settings: ResolvedSettings,
	_transport: Transport,
): EwsUrlFinder {
	return async () => {
		if (settings.ewsUrl) return settings.ewsUrl;
		throw new InvalidSettings('server', 'The server is missing', {
			remedy: 'Enter the host name of the Exchange server or its full EWS URL.',
		});
	};
}
