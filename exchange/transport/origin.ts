/** One server: what a socket is connected to. */
export interface Origin {
	protocol: 'https:' | 'http:';
	/** Without brackets for IPv6. */
	host: string;
	port: number;
}

export function originOf(url: URL): Origin {
	const protocol = url.protocol === 'http:' ? 'http:' : 'https:';
	return {
		protocol,
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: Number(url.port || (protocol === 'https:' ? 443 : 80)),
	};
}

/** `host:port`, as shown in messages. */
export function serverName({ host, port }: Pick<Origin, 'host' | 'port'>): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function sameOrigin(one: Origin, other: Origin): boolean {
	return one.protocol === other.protocol && one.host === other.host && one.port === other.port;
}
