/** Web addresses, without the signs of the sentence or the markup that follow them. */
const addresses = /https:\/\/(?:(?!&(?:lt|gt|quot|nbsp);)[^\s"'<>])*(?<![).,;:!?\]])/gi;

/** Links by which people join a meeting, of the services that are common: by the host, and what follows it. */
const joinLink =
	/^https:\/\/(?:[\w-]+\.)*(?:teams\.(?:microsoft|live)\.com\/(?:l\/meetup-join|meet)\/|zoom\.us\/[jw]\/|webex\.com\/|meet\.google\.com\/|bbb\.[^/?#@]+\/|meet\.jit\.si\/)/i;

/** The link of an online meeting in a text or HTML body, as it has to be written in a text. */
export function meetingLinkIn(body: string): string | undefined {
	for (const [address] of body.matchAll(addresses)) {
		if (joinLink.test(address)) return address.replace(/&amp;/g, '&');
	}
	return undefined;
}
