/** NEGOTIATE flags of MS-NLMP 2.2.2.5. */
export const flags = {
	unicode: 0x00000001,
	oem: 0x00000002,
	requestTarget: 0x00000004,
	sign: 0x00000010,
	seal: 0x00000020,
	ntlm: 0x00000200,
	alwaysSign: 0x00008000,
	targetTypeDomain: 0x00010000,
	extendedSessionSecurity: 0x00080000,
	targetInfo: 0x00800000,
	version: 0x02000000,
	key128: 0x20000000,
	keyExchange: 0x40000000,
	key56: 0x80000000,
} as const;

/** Ids of AV pairs, MS-NLMP 2.2.2.1. */
export const av = {
	end: 0,
	computerName: 1,
	domainName: 2,
	dnsComputerName: 3,
	dnsDomainName: 4,
	dnsForestName: 5,
	flags: 6,
	timestamp: 7,
	channelBindings: 10,
} as const;
